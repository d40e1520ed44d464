/** The storage account that this app's settings name: what it is called, and what it must hold. */

import { setTimeout as delay } from "node:timers/promises";
import { ClassifierError, toClassifierError } from "../errors.js";
import { toSettings } from "../settings.js";
import { statusOf } from "../storage/storageError.js";

/** Milliseconds for an account to answer: a wrong address may never do. */
const patience = 15_000;

export interface AppStorage {
  /** For people, such as `devstoreaccount1 at 127.0.0.1:10000`; never with a key. */
  readonly name: string;
  /** @throws ClassifierError StorageUnavailable that names the account */
  provision(): Promise<void>;
}

/** @throws ClassifierError InvalidSetting that names the setting */
export async function openAppStorage(): Promise<AppStorage> {
  const settings = toSettings(process.env);
  // They take as long to load as all else together.
  const [{ connect }, { provisionStorage }] = await Promise.all([
    import("../storage/connection.js"),
    import("../storage/provision.js"),
  ]);
  const clients = await connect(settings.storage);
  const { accountName, url } = clients.blobs;
  const name = `${accountName} at ${new URL(url).host}`;
  return {
    name,
    async provision() {
      try {
        await Promise.race([provisionStorage(clients), tooLate()]);
      } catch (error) {
        const { cause } = toClassifierError(error);
        const status = statusOf(cause);
        const what = status === undefined ? "does not answer" : `refuses with ${status}`;
        const detail = `The storage account ${name} ${what}. Check AzureWebJobsStorage.`;
        throw new ClassifierError("StorageUnavailable", detail, { cause });
      }
    },
  };
}

async function tooLate(): Promise<never> {
  await delay(patience, undefined, { ref: false });
  throw new ClassifierError("StorageUnavailable");
}
