import { ClassifierError } from "../errors.js";
import type { Inference } from "./pipelineMessages.js";

/** How long a picture is worth classifying. */
export interface Patience {
  /** A reading of `performance.now()` after which nobody waits for the answer any more. */
  readonly deadline?: number | undefined;
  /** Aborted when the caller goes away. */
  readonly signal?: AbortSignal | undefined;
}

/** A picture that somebody waits for. */
export interface Job {
  readonly picture: Uint8Array<ArrayBuffer>;
  readonly patience: Patience;
  readonly resolve: (inference: Inference) => void;
  readonly reject: (error: ClassifierError) => void;
}

export interface LineLimits {
  readonly pictures: number;
  /** Of all pictures in the line. */
  readonly bytes: number;
}

/**
 * Pictures in the order of their arrival, no more than the limits, and none that would wait beyond
 * its deadline: who cannot be served in time hears it at once, and the others keep their latency.
 */
export class WaitingLine {
  readonly #limits: LineLimits;
  readonly #now: () => number;
  #jobs: Job[] = [];
  #bytes = 0;
  /** Milliseconds of the thread for one picture: a moving average. */
  #pace = 0;

  /** @param now the clock in which deadlines are readings */
  constructor(limits: LineLimits, now: () => number = () => performance.now()) {
    this.#limits = limits;
    this.#now = now;
  }

  get length(): number {
    return this.#jobs.length;
  }

  /**
   * @param ahead pictures in the thread
   * @throws ClassifierError `Overloaded` where one more picture would not be classified in time
   */
  admit(patience: Patience, ahead: number): void {
    const wait = (this.#jobs.length + ahead) * this.#pace;
    const late = this.#now() + wait + this.#pace > (patience.deadline ?? Infinity);
    const full = this.#jobs.length >= this.#limits.pictures || this.#bytes >= this.#limits.bytes;
    if (ahead + this.#jobs.length > 0 && (late || full)) {
      const retryAfter = Math.max(1, Math.ceil(wait / 1000));
      throw new ClassifierError("Overloaded", undefined, { retryAfter });
    }
  }

  push(job: Job): void {
    this.#jobs.push(job);
    this.#bytes += job.picture.byteLength;
  }

  /** The next picture that is still worth its while; the others are rejected. */
  shift(): Job | undefined {
    for (;;) {
      const job = this.#jobs.shift();
      if (!job) return undefined;
      this.#bytes -= job.picture.byteLength;
      const { deadline = Infinity, signal } = job.patience;
      if (signal?.aborted) job.reject(new ClassifierError("CallerGone"));
      else if (this.#now() > deadline) job.reject(new ClassifierError("DeadlineExceeded"));
      else return job;
    }
  }

  /** Rejects all that wait. */
  clear(error: ClassifierError): void {
    for (const job of this.#jobs) job.reject(error);
    this.#jobs = [];
    this.#bytes = 0;
  }

  /** @param milliseconds that the thread had for one picture */
  learnPace(milliseconds: number): void {
    this.#pace = this.#pace === 0 ? milliseconds : 0.9 * this.#pace + 0.1 * milliseconds;
  }
}
