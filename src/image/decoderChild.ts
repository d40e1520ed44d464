import { fork, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { setPriority } from "node:os";
import { env } from "node:process";
import { ClassifierError } from "../errors.js";
import type { FromDecoder, ToDecoder } from "./decoderMessages.js";
import type { PreparedPicture } from "./prepare.js";
import { processUsage } from "./processUsage.js";

/** What a picture may take in the process that decodes it. */
export interface DecodingBounds {
  /** Bytes, beside what the process took before. */
  readonly memory: number;
  /** Milliseconds of processor time. */
  readonly cpu: number;
  /** Milliseconds on the clock: for a process that waits for something for ever. */
  readonly wall: number;
}

/** The process ended while it had a picture: it crashed, or the kernel or a person killed it. */
export class DecoderDied extends Error {}

const WATCH_MS = 25;

/** Milliseconds for the start of the process: about 200 usually. */
const START_MS = 30_000;

/** Below the inference threads (10): ordinary pictures come first where the cores are few. */
const PRIORITY = 15;

/** A process that decodes and preprocesses one picture at a time. */
export class DecoderChild {
  readonly #process: ChildProcess;
  readonly #ready: Promise<unknown>;

  constructor() {
    const child = fork(new URL("decoderProcess.js", import.meta.url), {
      serialization: "advanced",
      // Settings with their secrets stay here.
      env: env["LD_LIBRARY_PATH"] === undefined ? {} : { LD_LIBRARY_PATH: env["LD_LIBRARY_PATH"] },
      execArgv: ["--max-old-space-size=64"],
      stdio: ["ignore", "ignore", "ignore", "ipc"],
    });
    giveWay(child.pid);
    // Without a picture nobody waits for it, so this process may end.
    child.unref();
    child.channel?.unref();
    child.on("error", () => child.kill("SIGKILL"));
    this.#process = child;
    this.#ready = nextMessage(child);
    this.#ready.catch(() => undefined);
  }

  get pid(): number | undefined {
    return this.#process.pid;
  }

  get alive(): boolean {
    const { connected, exitCode, signalCode } = this.#process;
    return connected && exitCode === null && signalCode === null;
  }

  /**
   * @throws ClassifierError what `open` and `prepare` throw; `ImageTooCostly` when it was ended for
   *   its bounds; `Overloaded` when the system has no room for the process
   * @throws DecoderDied
   */
  async prepare(message: ToDecoder, bounds: DecodingBounds): Promise<PreparedPicture> {
    const child = this.#process;
    if (child.pid === undefined) {
      const detail = "No process can be started to decode the picture; try again later.";
      throw new ClassifierError("Overloaded", detail);
    }
    child.channel?.ref();
    try {
      await this.#started();
      const watch = new Watch(child, bounds);
      try {
        const answered = nextMessage(child);
        child.send(message, (error) => error && child.kill("SIGKILL"));
        const answer = await answered;
        if (answer.type === "prepared") return answer.prepared;
        if (answer.type === "ready") throw new DecoderDied("The process started twice");
        const cause = new Error(answer.reason);
        throw new ClassifierError(answer.code, answer.message, { cause });
      } catch (error) {
        throw watch.overrun ?? error;
      } finally {
        watch.end();
      }
    } finally {
      child.channel?.unref();
    }
  }

  end(): void {
    this.#process.kill("SIGKILL");
  }

  /** @throws ClassifierError `Overloaded` when the process does not start in time */
  async #started(): Promise<void> {
    let isLate = false;
    const timer = setTimeout(() => {
      isLate = true;
      this.end();
    }, START_MS);
    try {
      await this.#ready;
    } catch (cause) {
      if (!isLate) throw cause;
      const detail = "The process that decodes the picture does not start; try again later.";
      throw new ClassifierError("Overloaded", detail, { cause });
    } finally {
      clearTimeout(timer);
    }
  }
}

/** Some sandboxes forbid it; then the process has the priority of the thread that started it. */
function giveWay(pid: number | undefined): void {
  try {
    if (pid !== undefined) setPriority(pid, PRIORITY);
  } catch {
    return;
  }
}

/** @throws DecoderDied */
async function nextMessage(child: ChildProcess): Promise<FromDecoder> {
  const ending = new AbortController();
  const died = once(child, "exit", { signal: ending.signal }).then(([code, signal]) => {
    throw new DecoderDied(`The decoding process ended with ${code ?? signal}`);
  });
  const answered = once(child, "message", { signal: ending.signal });
  try {
    const [message]: FromDecoder[] = await Promise.race([answered, died]);
    if (!message) throw new DecoderDied("The decoding process says nothing");
    return message;
  } finally {
    ending.abort();
    answered.catch(() => undefined);
    died.catch(() => undefined);
  }
}

/** Ends a process that takes more than it may: Node has no setrlimit, so this looks at it again and again. */
class Watch {
  overrun: ClassifierError | undefined;
  #timer: NodeJS.Timeout | undefined;
  readonly #deadline: NodeJS.Timeout;
  #ended = false;

  constructor(child: ChildProcess, bounds: DecodingBounds) {
    const kill = (what: string): void => {
      const detail = `Decoding the picture took more ${what} than it may.`;
      this.overrun ??= new ClassifierError("ImageTooCostly", detail);
      child.kill("SIGKILL");
    };
    this.#deadline = setTimeout(() => kill("time"), bounds.wall);
    void this.#watch(child.pid ?? 0, bounds, kill);
  }

  end(): void {
    this.#ended = true;
    clearTimeout(this.#timer);
    clearTimeout(this.#deadline);
  }

  async #watch(pid: number, bounds: DecodingBounds, kill: (what: string) => void): Promise<void> {
    const before = await processUsage(pid);
    const look = async (): Promise<void> => {
      const now = before && (await processUsage(pid));
      if (!now || this.#ended) return;
      if (now.memory - before.memory > bounds.memory) return kill("memory");
      if (now.cpu - before.cpu > bounds.cpu) return kill("time");
      this.#timer = setTimeout(() => void look(), WATCH_MS);
    };
    await look();
  }
}
