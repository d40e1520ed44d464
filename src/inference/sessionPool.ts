import type { PixelValues } from "../image/preprocess.js";
import { openRemoteSession, type RemoteSession, type Run } from "./remoteSession.js";
import type { SessionOptions } from "./session.js";
import { sessionsFit } from "./sessionMemory.js";

/** So many pictures in turn must find a long line before more sessions are worth their start. */
const LONG_FOR = 16;

/** A picture that waits for a session. */
interface Waiting {
  readonly pixelValues: PixelValues;
  readonly explains: boolean;
  readonly resolve: (run: Promise<PooledRun>) => void;
}

/** A run, and how much of the machine it took. */
export interface PooledRun extends Run {
  /** Share of the model's cores that computed, 0 to 1. */
  readonly share: number;
}

/**
 * The sessions of a model. A picture gets the one that computes on all cores, which answers it soonest.
 * But the threads of that session wait for each other whenever decoding, storage or a caller takes a
 * core. So while the line is long each core has a session of one thread instead: together they carry
 * up to a third more pictures (docs/performance.md). They open when the line has been long for a
 * while, because each has its own copy of the weights.
 */
export class SessionPool {
  readonly #whole: RemoteSession;
  readonly #options: SessionOptions;
  readonly #inWork: () => number;
  readonly #waiting: Waiting[] = [];
  #single: readonly RemoteSession[] = [];
  #idle: RemoteSession[] = [];
  #isWholeBusy = false;
  #longFor = 0;
  #hasTried = false;
  #isClosed = false;

  /**
   * @param whole the session that computes on all cores
   * @param options of that session
   * @param inWork how many pictures are prepared or run now, or have just been
   */
  constructor(whole: RemoteSession, options: SessionOptions, inWork: () => number) {
    this.#whole = whole;
    this.#options = options;
    this.#inWork = inWork;
  }

  /**
   * Runs the model as soon as a session is free.
   *
   * @param pixelValues input; its buffer moves to the session's thread
   * @param explains asks for the maps too
   */
  run(pixelValues: PixelValues, explains: boolean): Promise<PooledRun> {
    this.#longFor = this.#isLong ? this.#longFor + 1 : 0;
    if (this.#longFor === LONG_FOR) void this.#openSingle();
    return new Promise((resolve) => {
      this.#waiting.push({ pixelValues, explains, resolve });
      this.#serve();
    });
  }

  /** Ends the threads. Runs must be done. */
  close(): void {
    this.#isClosed = true;
    for (const session of [this.#whole, ...this.#single]) session.close();
  }

  /** More pictures are in work than cores. */
  get #isLong(): boolean {
    return this.#inWork() > this.#options.threads;
  }

  #serve(): void {
    while (this.#waiting.length > 0) {
      const session = this.#takeFree();
      if (!session) return;
      const next = this.#waiting.shift();
      next?.resolve(this.#runOn(session, next));
    }
  }

  /**
   * Takes a session that may compute now. The one for all cores shares them with no other: it waits for
   * those of one core to end, unless they and the pictures that wait keep more than half of the cores busy.
   */
  #takeFree(): RemoteSession | undefined {
    if (this.#isWholeBusy) return undefined;
    const running = this.#single.length - this.#idle.length;
    const half = this.#options.threads / 2;
    const isFull = this.#isLong || (running > 0 && running + this.#waiting.length > half);
    if (this.#single.length > 0 && isFull) return this.#idle.pop();
    if (running > 0) return undefined;
    this.#isWholeBusy = true;
    return this.#whole;
  }

  async #runOn(session: RemoteSession, { pixelValues, explains }: Waiting): Promise<PooledRun> {
    const share = session === this.#whole ? 1 : 1 / this.#options.threads;
    try {
      return { ...(await session.run(pixelValues, explains)), share };
    } finally {
      if (session === this.#whole) this.#isWholeBusy = false;
      else this.#idle.push(session);
      this.#serve();
    }
  }

  /** Where they cannot be opened, the first session goes on alone. */
  async #openSingle(): Promise<void> {
    const { threads, onnxPath } = this.#options;
    if (this.#hasTried || threads === 1) return;
    this.#hasTried = true;
    const fit = await sessionsFit(onnxPath, threads).catch(() => false);
    if (!fit || this.#isClosed) return;
    const options = Promise.resolve({ ...this.#options, threads: 1 });
    const opening = Array.from({ length: threads }, () => openRemoteSession(options));
    const outcomes = await Promise.allSettled(opening);
    const opened = outcomes.flatMap((each) => (each.status === "fulfilled" ? [each.value] : []));
    if (this.#isClosed || opened.length < threads) {
      for (const session of opened) session.close();
      return;
    }
    this.#single = opened;
    this.#idle = [...opened];
  }
}
