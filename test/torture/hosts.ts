import { within } from "../deadline.js";
import { startTestHost, type TestHost } from "../localHost/testHost.js";
import { root } from "../paths.js";

/** Hosts of the app on one storage account; each starts again when it dies, until they are stopped. */
export class Hosts {
  readonly #connectionString: string;
  readonly #loops: Promise<void>[] = [];
  readonly #running = new Map<number, TestHost>();
  #stopping = false;

  constructor(connectionString: string, count: number) {
    this.#connectionString = connectionString;
    for (let slot = 0; slot < count; slot++) this.#loops.push(this.#keepUp(slot));
  }

  /** Kills one host on the spot, if it is up. @returns whether it was */
  kill(slot: number): boolean {
    const host = this.#running.get(slot);
    return host?.process.kill("SIGKILL") ?? false;
  }

  /** Ends all as Ctrl-C does. @returns their exit codes */
  async stop(): Promise<(number | null)[]> {
    this.#stopping = true;
    const codes = Promise.all([...this.#running.values()].map((host) => host.stop()));
    await within(120, "The end of the hosts", Promise.all(this.#loops));
    return codes;
  }

  async #keepUp(slot: number): Promise<void> {
    const settings = { AzureWebJobsStorage: this.#connectionString };
    // What a killed host held comes back after seconds, where Azure takes minutes.
    const flags = ["--root", root, "--lease-seconds", "10"];
    while (!this.#stopping) {
      // Storage may be away just now; then the host does not start, and is started again.
      const host = await startTestHost(settings, ...flags).catch(() => undefined);
      if (!host) continue;
      this.#running.set(slot, host);
      if (this.#stopping) await host.stop();
      await new Promise((resolve) => {
        if (host.process.exitCode !== null || host.process.signalCode !== null) resolve(undefined);
        else host.process.once("exit", resolve);
      });
      this.#running.delete(slot);
    }
  }
}
