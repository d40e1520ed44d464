import type { Worker } from "node:worker_threads";
import { ClassifierError, toClassifierError } from "../errors.js";
import type {
  FromPipeline,
  Inference,
  ToPipeline,
  PipelineOptions,
  RunningModel,
} from "./pipelineMessages.js";
import { PicturesInThread, type SentJob } from "./picturesInThread.js";
import { fromThreadError } from "./threadError.js";
import { startThread } from "./startThread.js";
import { watchCaller } from "./leaving.js";
import { own } from "./ownBuffer.js";
import {
  WaitingLine,
  type InferOptions,
  type Job,
  type LineLimits,
  type Patience,
} from "./waitingLine.js";

/**
 * The main thread's handle of the inference thread. It has a bounded queue of pictures, starts the
 * thread at first use, and starts it again after a crash.
 */
export class PicturePipeline {
  readonly #options: Promise<PipelineOptions>;
  readonly #waiting: WaitingLine;
  readonly #inThread: PicturesInThread;
  #nextId = 0;
  #lastSettled = 0;
  #thread: Worker | undefined;
  #ready: Promise<RunningModel> | undefined;
  #closing: Promise<void> | undefined;
  #onIdle: (() => void) | undefined;

  /**
   * @param options may still be pending; the threads start meanwhile
   * @param cores how many the model is run on
   */
  constructor(options: Promise<PipelineOptions>, limits: LineLimits, cores: number) {
    this.#options = options;
    this.#inThread = new PicturesInThread(cores);
    this.#waiting = new WaitingLine(limits);
  }

  /**
   * Waits until the model is loaded. The first call starts loading it. After a failure the next
   * call tries again.
   *
   * @returns the versions of the libraries that run the model, and what it gives
   * @throws ClassifierError `InvalidModel`, `ModelUnavailable`, `ShuttingDown`; also errors of the
   *   options
   */
  ready(): Promise<RunningModel> {
    this.#ready ??= this.#start().catch((error: unknown) => {
      this.#ready = undefined;
      throw error;
    });
    return this.#ready;
  }

  /**
   * Checks that {@link infer} would accept a picture now.
   *
   * @throws ClassifierError `Overloaded`, `ShuttingDown`
   */
  admit(patience: Patience): void {
    if (this.#closing) throw new ClassifierError("ShuttingDown");
    this.#waiting.admit(patience, this.#inThread.ordinary);
  }

  /**
   * Scores one picture.
   *
   * @param picture encoded bytes; the buffer moves to the thread, so do not use it after the call
   * @throws ClassifierError the errors of `decode`, `admit` and `ready`; `DeadlineExceeded`,
   *   `CallerGone`, `InferenceInterrupted`
   */
  async infer(picture: Uint8Array, options: InferOptions = {}): Promise<Inference> {
    const { patience = {}, explains = false, decoding = "served" } = options;
    this.admit(patience);
    let stopWatch = (): void => undefined;
    const inference = new Promise<Inference>((resolve, reject) => {
      const job: Job = { picture: own(picture), patience, explains, decoding, resolve, reject };
      this.#waiting.push(job);
      stopWatch = watchCaller(patience, (error) => this.#leave(job, error));
      void this.#feed();
    });
    return inference.finally(() => stopWatch());
  }

  /** Nobody waits for the picture any more. In the thread it may still wait for its turn. */
  #leave(job: Job, error: ClassifierError): void {
    this.#waiting.leave(job);
    const id = this.#inThread.idOf(job);
    if (this.#thread && id !== undefined) send(this.#thread, { type: "leave", id });
    job.reject(error);
  }

  /** Accepts no more pictures, finishes the accepted ones, and ends the thread. */
  close(): Promise<void> {
    this.#closing ??= this.#drain();
    return this.#closing;
  }

  /** Starts the thread if needed, and sends it waiting pictures while it has room. */
  async #feed(): Promise<void> {
    try {
      await this.ready();
    } catch (error) {
      this.#waiting.clear(toClassifierError(error));
      this.#reportIdle();
      return;
    }
    while (this.#thread && this.#inThread.hasRoom) {
      const job = this.#waiting.shift();
      if (!job) break;
      const id = this.#nextId++;
      try {
        const { picture, patience, explains, decoding } = job;
        const isPatient = patience.deadline === undefined;
        const message = { type: "infer", id, picture, isPatient, explains, decoding } as const;
        send(this.#thread, message, [picture.buffer]);
        this.#inThread.add(id, job);
      } catch (cause) {
        // The buffer cannot be transferred. The caller gets the error.
        job.reject(toClassifierError(cause));
      }
    }
  }

  #start(): Promise<RunningModel> {
    return new Promise((resolve, reject) => {
      const thread = startThread("pipelineThread.js");
      let failure: unknown;
      this.#options.then(
        (options) => send(thread, { type: "load", options }),
        (error: unknown) => {
          failure = error;
          reject(toClassifierError(error));
          // No model is loaded yet, so this cannot interrupt ONNX Runtime.
          void thread.terminate();
        },
      );
      thread.on("message", (message: FromPipeline) => {
        if (message.type === "ready") {
          this.#thread = thread;
          resolve(message.model);
        } else if (message.type === "unusable") {
          reject(fromThreadError(message.error));
        } else if (message.type === "costly") {
          this.#inThread.setAside(message.id);
          void this.#feed();
        } else {
          this.#settle(message);
        }
      });
      thread.on("error", (error) => {
        failure = error;
      });
      thread.on("exit", () => {
        this.#lose(thread, failure);
        reject(new ClassifierError("ModelUnavailable", undefined, { cause: failure }));
      });
    });
  }

  #settle(message: Extract<FromPipeline, { type: "inferred" | "failed" }>): void {
    const { job, isCostly } = this.#inThread.take(message.id) ?? {};
    if (job && !isCostly) this.#learnPace(job);
    if (message.type === "inferred") job?.resolve(message.inference);
    else job?.reject(fromThreadError(message.error));
    if (this.#waiting.length > 0) void this.#feed();
    this.#reportIdle();
  }

  /** Measures the time of one picture: since the previous one was done, or since it was sent. */
  #learnPace({ sent }: SentJob): void {
    const now = performance.now();
    this.#waiting.learnPace(now - Math.max(sent, this.#lastSettled));
    this.#lastSettled = now;
  }

  /** Handles the end of the thread. Its pictures fail; waiting pictures go to a new thread. */
  #lose(thread: Worker, cause: unknown): void {
    if (this.#thread !== thread) return;
    this.#thread = undefined;
    this.#ready = undefined;
    for (const job of this.#inThread.takeAll()) {
      job.reject(new ClassifierError("InferenceInterrupted", undefined, { cause }));
    }
    if (this.#waiting.length > 0) void this.#feed();
    this.#reportIdle();
  }

  async #drain(): Promise<void> {
    // Let a pending start finish: stopping a thread inside ONNX Runtime aborts the process.
    await this.#ready?.catch(() => undefined);
    await new Promise<void>((resolve) => {
      this.#onIdle = resolve;
      this.#reportIdle();
    });
    const thread = this.#thread;
    if (!thread) return;
    await new Promise<void>((resolve) => {
      thread.once("exit", () => resolve());
      send(thread, { type: "close" });
    });
  }

  #reportIdle(): void {
    if (this.#waiting.length === 0 && this.#inThread.isEmpty) this.#onIdle?.();
  }
}

const send = (thread: Worker, message: ToPipeline, transfer: ArrayBuffer[] = []): void =>
  thread.postMessage(message, transfer);
