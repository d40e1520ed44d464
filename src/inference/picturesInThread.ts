import type { Job } from "./waitingLine.js";

/** A picture in the thread. `sent` is a value of `performance.now()`. */
export type SentJob = Job & { readonly sent: number };

/** So many are prepared while each core runs the model for another. It bounds the memory. */
const PREPARED = 2;

/** The pictures that the thread has. Costly ones are set aside: they hold up no others. */
export class PicturesInThread {
  readonly #ordinary = new Map<number, SentJob>();
  readonly #costly = new Map<number, SentJob>();
  readonly #room: number;

  /** @param cores how many the model is run on */
  constructor(cores: number) {
    this.#room = cores + PREPARED;
  }

  get hasRoom(): boolean {
    return this.#ordinary.size < this.#room;
  }

  /** How many count for the wait of the next one. */
  get ordinary(): number {
    return this.#ordinary.size;
  }

  get isEmpty(): boolean {
    return this.#ordinary.size + this.#costly.size === 0;
  }

  add(id: number, job: Job): void {
    this.#ordinary.set(id, { ...job, sent: performance.now() });
  }

  idOf(job: Job): number | undefined {
    const all = [...this.#ordinary, ...this.#costly];
    return all.find(([, sent]) => sent.picture === job.picture)?.[0];
  }

  setAside(id: number): void {
    const job = this.#ordinary.get(id);
    if (job) this.#costly.set(id, job);
    this.#ordinary.delete(id);
  }

  /** Removes a picture. */
  take(id: number): { readonly job: SentJob; readonly isCostly: boolean } | undefined {
    const ordinary = this.#ordinary.get(id);
    const job = ordinary ?? this.#costly.get(id);
    this.#ordinary.delete(id);
    this.#costly.delete(id);
    return job && { job, isCostly: !ordinary };
  }

  /** Removes all pictures. */
  takeAll(): SentJob[] {
    const jobs = [...this.#ordinary.values(), ...this.#costly.values()];
    this.#ordinary.clear();
    this.#costly.clear();
    return jobs;
  }
}
