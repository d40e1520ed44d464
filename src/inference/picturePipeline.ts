import { Worker } from "node:worker_threads";
import { ClassifierError, toClassifierError } from "../errors.js";
import type {
  FromPipeline,
  Inference,
  RuntimeVersions,
  ToPipeline,
  PipelineOptions,
} from "./pipelineMessages.js";
import { fromThreadError } from "./threadError.js";
import { WaitingLine, type Job, type LineLimits, type Patience } from "./waitingLine.js";

/**
 * Pictures that the thread holds at once: one in inference, the others being decoded meanwhile. It
 * bounds the memory of decoded pictures.
 */
const IN_FLIGHT = 3;

/** A picture that the thread has, since a reading of `performance.now()`. */
type SentJob = Job & { readonly sent: number };

/**
 * The main thread's handle of the one inference thread: a bounded queue of pictures in front of it,
 * started when first needed and started again when it died.
 */
export class PicturePipeline {
  readonly #options: Promise<PipelineOptions>;
  readonly #waiting: WaitingLine;
  readonly #inFlight = new Map<number, SentJob>();
  #nextId = 0;
  #lastSettled = 0;
  #thread: Worker | undefined;
  #ready: Promise<RuntimeVersions> | undefined;
  #closing: Promise<void> | undefined;
  #onIdle: (() => void) | undefined;

  /** @param options may still be on their way: the threads start meanwhile */
  constructor(options: Promise<PipelineOptions>, limits: LineLimits) {
    this.#options = options;
    this.#waiting = new WaitingLine(limits);
  }

  /**
   * Resolves when the model is loaded, which the first call starts, to the versions that run it.
   * After a failure the next call tries again.
   *
   * @throws ClassifierError `InvalidModel`, `ModelUnavailable`, `ShuttingDown`; what the options
   *   failed with
   */
  ready(): Promise<RuntimeVersions> {
    this.#ready ??= this.#start().catch((error: unknown) => {
      this.#ready = undefined;
      throw error;
    });
    return this.#ready;
  }

  /** @throws ClassifierError `Overloaded`, `ShuttingDown` where a picture would be refused now */
  admit(patience: Patience): void {
    if (this.#closing) throw new ClassifierError("ShuttingDown");
    this.#waiting.admit(patience, this.#inFlight.size);
  }

  /**
   * Scores one picture.
   *
   * @param picture is handed over: its buffer must not be used afterwards
   * @throws ClassifierError one of `decode`'s, of `admit`'s or of `ready`'s, `DeadlineExceeded`,
   *   `CallerGone`, `InferenceInterrupted`
   */
  async infer(picture: Uint8Array, patience: Patience = {}): Promise<Inference> {
    this.admit(patience);
    let timer: NodeJS.Timeout | undefined;
    const inference = new Promise<Inference>((resolve, reject) => {
      const job: Job = { picture: own(picture), patience, resolve, reject };
      timer = atDeadline(patience, () => {
        this.#waiting.leave(job);
        reject(new ClassifierError("DeadlineExceeded"));
      });
      this.#waiting.push(job);
      void this.#feed();
    });
    return inference.finally(() => clearTimeout(timer));
  }

  /** Takes no more pictures, finishes those that were taken, and ends the thread. */
  close(): Promise<void> {
    this.#closing ??= this.#drain();
    return this.#closing;
  }

  /** Hands over waiting pictures as far as the thread has room, starting it first if need be. */
  async #feed(): Promise<void> {
    try {
      await this.ready();
    } catch (error) {
      this.#waiting.clear(toClassifierError(error));
      this.#reportIdle();
      return;
    }
    while (this.#thread && this.#inFlight.size < IN_FLIGHT) {
      const job = this.#waiting.shift();
      if (!job) break;
      const id = this.#nextId++;
      try {
        send(this.#thread, { type: "infer", id, picture: job.picture }, [job.picture.buffer]);
        this.#inFlight.set(id, { ...job, sent: performance.now() });
      } catch (cause) {
        // A buffer that cannot be handed over: whoever waits for the answer must hear of it.
        job.reject(toClassifierError(cause));
      }
    }
  }

  #start(): Promise<RuntimeVersions> {
    return new Promise((resolve, reject) => {
      const thread = new Worker(new URL("pipelineThread.js", import.meta.url));
      let failure: unknown;
      this.#options.then(
        (options) => send(thread, { type: "load", options }),
        (error: unknown) => {
          failure = error;
          reject(toClassifierError(error));
          // No model is loaded yet, so there is nothing in ONNX Runtime that this could break off.
          void thread.terminate();
        },
      );
      thread.on("message", (message: FromPipeline) => {
        if (message.type === "ready") {
          this.#thread = thread;
          resolve(message.versions);
        } else if (message.type === "unusable") {
          reject(fromThreadError(message.error));
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

  #settle(message: Extract<FromPipeline, { id: number }>): void {
    const job = this.#inFlight.get(message.id);
    this.#inFlight.delete(message.id);
    if (job) this.#learnPace(job);
    if (message.type === "inferred") job?.resolve(message.inference);
    else job?.reject(fromThreadError(message.error));
    if (this.#waiting.length > 0) void this.#feed();
    this.#reportIdle();
  }

  /** What one more picture took: the time since the last one was ready, while they follow closely. */
  #learnPace({ sent }: SentJob): void {
    const now = performance.now();
    this.#waiting.learnPace(now - Math.max(sent, this.#lastSettled));
    this.#lastSettled = now;
  }

  /** The thread has ended: what it held fails, what waits goes to the next one. */
  #lose(thread: Worker, cause: unknown): void {
    if (this.#thread !== thread) return;
    this.#thread = undefined;
    this.#ready = undefined;
    const lost = [...this.#inFlight.values()];
    this.#inFlight.clear();
    for (const job of lost)
      job.reject(new ClassifierError("InferenceInterrupted", undefined, { cause }));
    if (this.#waiting.length > 0) void this.#feed();
    this.#reportIdle();
  }

  async #drain(): Promise<void> {
    // A start under way ends first: stopping a thread inside ONNX Runtime aborts the process.
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
    if (this.#waiting.length === 0 && this.#inFlight.size === 0) this.#onIdle?.();
  }
}

/** Longest time in milliseconds that a timer takes. */
const LONGEST_TIMER = 2 ** 31 - 1;

/** Runs `act` at the deadline, whatever the thread is busy with then. */
function atDeadline(
  { deadline = Infinity }: Patience,
  act: () => void,
): NodeJS.Timeout | undefined {
  const milliseconds = Math.max(0, deadline - performance.now());
  return milliseconds > LONGEST_TIMER ? undefined : setTimeout(act, milliseconds);
}

function send(thread: Worker, message: ToPipeline, transfer: ArrayBuffer[] = []): void {
  thread.postMessage(message, transfer);
}

/**
 * The bytes in a buffer of their own, which can move to the thread without a copy. Node's small
 * Buffers share one buffer, and moving that would empty the others.
 */
function own(picture: Uint8Array): Uint8Array<ArrayBuffer> {
  const { buffer, byteLength } = picture;
  const alone = buffer instanceof ArrayBuffer && buffer.byteLength === byteLength;
  return alone ? new Uint8Array(buffer) : new Uint8Array(picture);
}
