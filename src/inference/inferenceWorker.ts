import { Worker } from "node:worker_threads";
import { ClassifierError, toClassifierError } from "../errors.js";
import type { PixelLimits } from "../image/decode.js";
import type {
  FromWorker,
  Inference,
  RuntimeVersions,
  ToWorker,
  WorkerError,
  WorkerOptions,
} from "./messages.js";
import { WaitingLine, type Job, type LineLimits, type Patience } from "./waitingLine.js";

/**
 * Pictures under work at once: one in inference, the others being decoded meanwhile. It bounds the
 * memory of decoded pictures.
 */
const IN_FLIGHT = 3;

/** A picture under work, since a reading of `performance.now()`. */
interface StartedJob extends Job {
  readonly started: number;
  /** Where its pixels were sent, with what is known of them. */
  sent?: { readonly to: Worker; readonly decoded: Decoded };
}

type Decoded = Pick<Inference, "width" | "height"> & { readonly milliseconds: number };

/**
 * The main thread's handle of the one inference thread: a bounded queue of pictures in front of it,
 * started when first needed and started again when it died.
 */
export class InferenceWorker {
  readonly #options: WorkerOptions;
  readonly #waiting: WaitingLine;
  readonly #limits: PixelLimits;
  readonly #inFlight = new Map<number, StartedJob>();
  #nextId = 0;
  #lastSettled = 0;
  #thread: Worker | undefined;
  #ready: Promise<RuntimeVersions> | undefined;
  #closing: Promise<void> | undefined;
  #onIdle: (() => void) | undefined;

  constructor(options: WorkerOptions, limits: PixelLimits, line: LineLimits) {
    this.#options = options;
    this.#limits = limits;
    this.#waiting = new WaitingLine(line);
  }

  /**
   * Resolves when the model is loaded, which the first call starts, to the versions that run it.
   * After a failure the next call tries again.
   *
   * @throws ClassifierError `InvalidModel`, `ModelUnavailable`, `ShuttingDown`
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
   * @param picture encoded bytes, not to be changed until it is scored
   * @throws ClassifierError one of `decode`'s, of `admit`'s or of `ready`'s, `DeadlineExceeded`,
   *   `CallerGone`, `InferenceInterrupted`
   */
  async infer(picture: Uint8Array, patience: Patience = {}): Promise<Inference> {
    this.admit(patience);
    return new Promise((resolve, reject) => {
      this.#waiting.push({ picture, patience, resolve, reject });
      void this.#feed();
    });
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
      void this.#work({ ...job, started: performance.now() });
    }
  }

  /** Decodes a picture, beside this thread, and sends its pixels to the inference thread. */
  async #work(job: StartedJob): Promise<void> {
    const id = this.#nextId++;
    this.#inFlight.set(id, job);
    try {
      const { decodePixels } = await decoder();
      const pixels = await decodePixels(job.picture, this.#limits);
      // The thread may have died meanwhile; the next one does as well.
      await this.ready();
      const thread = this.#thread;
      if (!thread) throw new ClassifierError("InferenceInterrupted");
      const { width, height, channels } = pixels;
      const milliseconds = performance.now() - job.started;
      const data = own(pixels.data);
      const message = { type: "infer", id, pixels: { width, height, channels, data } } as const;
      send(thread, message, [data.buffer]);
      job.sent = { to: thread, decoded: { width, height, milliseconds } };
    } catch (error) {
      this.#finish(id, () => job.reject(toClassifierError(error)));
    }
  }

  #start(): Promise<RuntimeVersions> {
    return new Promise((resolve, reject) => {
      const thread = new Worker(new URL("worker.js", import.meta.url), {
        workerData: this.#options,
      });
      let failure: unknown;
      thread.on("message", (message: FromWorker) => {
        if (message.type === "ready") {
          this.#thread = thread;
          const { onnxruntime } = message;
          resolve(decoder().then(({ versions }) => ({ onnxruntime, ...versions })));
        } else if (message.type === "unusable") {
          reject(fromWorkerError(message.error));
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

  #settle(message: Extract<FromWorker, { id: number }>): void {
    const job = this.#inFlight.get(message.id);
    if (!job?.sent) return;
    const { width, height, milliseconds: decode } = job.sent.decoded;
    this.#learnPace(job);
    this.#finish(message.id, () => {
      if (message.type === "failed") return job.reject(fromWorkerError(message.error));
      const { timings, ...outputs } = message.result;
      job.resolve({ ...outputs, width, height, timings: { decode, ...timings } });
    });
  }

  /** What one more picture took: the time since the last one was ready, while they follow closely. */
  #learnPace({ started }: StartedJob): void {
    const now = performance.now();
    this.#waiting.learnPace(now - Math.max(started, this.#lastSettled));
    this.#lastSettled = now;
  }

  /** Ends a picture's stay, which makes room for the next one. */
  #finish(id: number, answer: () => void): void {
    if (!this.#inFlight.delete(id)) return;
    answer();
    if (this.#waiting.length > 0) void this.#feed();
    this.#reportIdle();
  }

  /** The thread has ended: what it held fails, what waits goes to the next one. */
  #lose(thread: Worker, cause: unknown): void {
    if (this.#thread !== thread) return;
    this.#thread = undefined;
    this.#ready = undefined;
    for (const [id, { sent, reject }] of this.#inFlight) {
      if (sent?.to !== thread) continue;
      this.#finish(id, () => {
        reject(new ClassifierError("InferenceInterrupted", undefined, { cause }));
      });
    }
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

/** Loaded while the thread loads ONNX Runtime and the model, not before it. */
const decoder = (): Promise<typeof import("../image/decode.js")> => import("../image/decode.js");

function send(thread: Worker, message: ToWorker, transfer: ArrayBuffer[] = []): void {
  thread.postMessage(message, transfer);
}

/**
 * The pixels in a buffer of their own, which can move to the thread without a copy. Node's small
 * Buffers share one buffer, and moving that would empty the others.
 */
function own(pixels: Uint8Array): Uint8Array<ArrayBuffer> {
  const { buffer, byteLength } = pixels;
  const alone = buffer instanceof ArrayBuffer && buffer.byteLength === byteLength;
  return alone ? new Uint8Array(buffer) : new Uint8Array(pixels);
}

function fromWorkerError({ code, message, cause }: WorkerError): ClassifierError {
  return new ClassifierError(code, message, { cause });
}
