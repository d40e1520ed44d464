import type { HostJson } from "./hostJson.js";
import type { Invoke } from "./invoke.js";
import type { Log } from "./log.js";
import type { Storage } from "./storage.js";

/** What the listeners on the storage account share. */
export interface StorageTriggerOptions {
  readonly host: HostJson;
  /** Tells apps that share a storage account apart; at most 32 characters. */
  readonly hostId: string;
  readonly storage: Storage;
  readonly leaseSeconds: number;
  readonly invoke: Invoke;
  readonly log: Log;
}
