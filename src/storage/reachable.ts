import { AnonymousCredential, BlobServiceClient } from "@azure/storage-blob";
import { ClassifierError } from "../errors.js";
import type { StorageClients } from "./connection.js";
import { statusOf } from "./storageError.js";

/** Milliseconds after which an account without an answer counts as not there. */
const PATIENCE = 2500;

/**
 * Checks that something answers at the account's address: at once where nothing listens, though the
 * account's own clients would try for a quarter of a minute. It needs no permission.
 *
 * @throws ClassifierError `StorageUnavailable`, with the address
 */
export async function checkReachable({ blobs }: StorageClients): Promise<void> {
  const once = { retryOptions: { maxTries: 1 } };
  const stranger = new BlobServiceClient(blobs.url, new AnonymousCredential(), once);
  try {
    await stranger.getProperties({ abortSignal: AbortSignal.timeout(PATIENCE) });
  } catch (cause) {
    // Any status is an answer, also that of a refusal.
    if (statusOf(cause) !== undefined) return;
    const { origin, hostname } = new URL(blobs.url);
    const isLocal = /^(?:127\.0\.0\.1|localhost|\[::1\])$/.test(hostname);
    const hint = isLocal ? "Is npm start running?" : "Check AzureWebJobsStorage and the network.";
    const detail = `The storage account does not answer at ${origin}. ${hint}`;
    throw new ClassifierError("StorageUnavailable", detail, { cause });
  }
}
