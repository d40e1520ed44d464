/**
 * Which versions of which blobs were handed to a function already. A receipt is an empty blob in
 * `azure-webjobs-hosts`; several hosts may work on one container, and any of them may die.
 */

import type { ContainerClient } from "@azure/storage-blob";
import { createHash } from "node:crypto";

export interface BlobReceipts {
  /**
   * Runs `handOver` unless this version was handed over before, by this or another host.
   *
   * @returns false while another host is about to hand it over, so that the caller asks again
   */
  handOverOnce(blobName: string, etag: string, handOver: () => Promise<void>): Promise<boolean>;
}

// A host that claimed a blob and did not hand it over for so long is taken for dead.
const claimMs = 10_000;
const done = { state: "done" };

/**
 * Loads the receipts that there are, so that a restart asks storage once, not for every blob.
 *
 * @param folder of this host and function in the container, ending with a slash
 */
export async function loadBlobReceipts(
  container: ContainerClient,
  folder: string,
): Promise<BlobReceipts> {
  const known = new Set<string>();
  for await (const { name, metadata } of container.listBlobsFlat({
    prefix: folder,
    includeMetadata: true,
  })) {
    if (metadata?.["state"] === done.state) known.add(name);
  }
  return {
    async handOverOnce(blobName, etag, handOver) {
      // A blob's name may be as long as a name can be, so the receipt's is a digest.
      const digest = createHash("sha256")
        .update(JSON.stringify([blobName, etag]))
        .digest("hex");
      const name = folder + digest;
      if (known.has(name)) return true;
      const claim = await claimReceipt(container, name);
      if (claim === "taken") return false;
      if (claim === "claimed") {
        await handOver();
        await container.getBlobClient(name).setMetadata(done);
      }
      known.add(name);
      return true;
    },
  };
}

async function claimReceipt(
  container: ContainerClient,
  name: string,
): Promise<"claimed" | "taken" | "done"> {
  const receipt = container.getBlockBlobClient(name);
  if (await succeeds(receipt.upload("", 0, { conditions: { ifNoneMatch: "*" } }))) return "claimed";
  const { metadata, lastModified, etag = "" } = await receipt.getProperties();
  if (metadata?.["state"] === done.state) return "done";
  if (Date.now() - (lastModified?.getTime() ?? 0) < claimMs) return "taken";
  const conditions = { ifMatch: etag };
  return (await succeeds(receipt.upload("", 0, { conditions }))) ? "claimed" : "taken";
}

/** @returns false when another host was quicker */
async function succeeds(conditional: Promise<unknown>): Promise<boolean> {
  try {
    await conditional;
    return true;
  } catch (error) {
    const status = error instanceof Error && "statusCode" in error ? error.statusCode : undefined;
    if (status === 409 || status === 412) return false;
    throw error;
  }
}
