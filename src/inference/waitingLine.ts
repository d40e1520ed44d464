import { ClassifierError } from "../errors.js";
import type { Decoding, Inference } from "./pipelineMessages.js";

/** How long a caller waits for a picture. */
export interface Patience {
  /** Value of `performance.now()` after which the caller no longer waits. */
  readonly deadline?: number | undefined;
  /** Aborts when the caller disconnects. */
  readonly signal?: AbortSignal | undefined;
}

/** What a picture is scored for, and how. */
export interface InferOptions {
  readonly patience?: Patience | undefined;
  /** Whether it gets the maps of the picture too. */
  readonly explains?: boolean | undefined;
  readonly decoding?: Decoding | undefined;
}

/** A waiting picture. */
export interface Job {
  readonly picture: Uint8Array<ArrayBuffer>;
  readonly patience: Patience;
  readonly explains: boolean;
  readonly decoding: Decoding;
  readonly resolve: (inference: Inference) => void;
  readonly reject: (error: ClassifierError) => void;
}

export interface LineLimits {
  readonly pictures: number;
  /** Total bytes of all pictures in the line. */
  readonly bytes: number;
}

/** Maximum time, in milliseconds, that the first picture counts for. */
const LONGEST_FIRST = 2000;

/** A slow picture counts for at most this multiple of the pace. */
const OUTLIER = 4;

/**
 * A bounded queue of pictures. It refuses a picture that would miss its deadline, so the caller
 * learns that at once, and the latency of the others stays low.
 */
export class WaitingLine {
  readonly #limits: LineLimits;
  readonly #now: () => number;
  #jobs: Job[] = [];
  #bytes = 0;
  /** Milliseconds of the thread per picture, as a moving average. */
  #pace = 0;

  /** @param now the clock of the deadlines */
  constructor(limits: LineLimits, now: () => number = () => performance.now()) {
    this.#limits = limits;
    this.#now = now;
  }

  get length(): number {
    return this.#jobs.length;
  }

  /**
   * Checks that one more picture fits and would be classified in time.
   *
   * @param ahead number of pictures in the thread
   * @throws ClassifierError `Overloaded`
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

  /** Takes the next picture whose caller still waits, and rejects the others before it. */
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

  /** Removes a picture whose caller has its answer already, if it is still in the line. */
  leave(job: Job): void {
    const at = this.#jobs.indexOf(job);
    if (at < 0) return;
    this.#jobs.splice(at, 1);
    this.#bytes -= job.picture.byteLength;
  }

  /** Rejects all waiting pictures. */
  clear(error: ClassifierError): void {
    for (const job of this.#jobs) job.reject(error);
    this.#jobs = [];
    this.#bytes = 0;
  }

  /**
   * Updates the pace with the time of one picture. A very slow picture has a limited weight, so
   * that it does not make the line refuse all others.
   *
   * @param milliseconds time of the thread for one picture
   */
  learnPace(milliseconds: number): void {
    if (this.#pace === 0) {
      this.#pace = Math.min(milliseconds, LONGEST_FIRST);
      return;
    }
    this.#pace = 0.9 * this.#pace + 0.1 * Math.min(milliseconds, OUTLIER * this.#pace);
  }
}
