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

/** Milliseconds: what the first picture may teach at most. */
const LONGEST_FIRST = 2000;

/** How many times the pace a picture counts at most. */
const OUTLIER = 4;

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

  /** Takes a picture out whose caller was answered otherwise; one that has left already stays out. */
  leave(job: Job): void {
    const at = this.#jobs.indexOf(job);
    if (at < 0) return;
    this.#jobs.splice(at, 1);
    this.#bytes -= job.picture.byteLength;
  }

  /** Rejects all that wait. */
  clear(error: ClassifierError): void {
    for (const job of this.#jobs) job.reject(error);
    this.#jobs = [];
    this.#bytes = 0;
  }

  /**
   * Learns from one picture what the next ones will take. One that is far slower than the others
   * counts for a few of them at most, so that it does not send everybody away.
   *
   * @param milliseconds that the thread had for it
   */
  learnPace(milliseconds: number): void {
    if (this.#pace === 0) {
      this.#pace = Math.min(milliseconds, LONGEST_FIRST);
      return;
    }
    this.#pace = 0.9 * this.#pace + 0.1 * Math.min(milliseconds, OUTLIER * this.#pace);
  }
}
