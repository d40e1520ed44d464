import { setTimeout as delay } from "node:timers/promises";
import type { StorageClients } from "../../src/storage/connection.js";
import { sendMessage } from "../../src/storage/messages.js";
import { requestQueue, uploadsContainer } from "../../src/storage/names.js";
import { writeUpload } from "../../src/storage/upload.js";
import type { Random } from "../random.js";
import type { Hosts } from "./hosts.js";
import type { Deeds, Entry, Ledger } from "./ledger.js";
import type { FragileStorage } from "./outage.js";
import { pickKind } from "./pictures.js";

export interface Torture {
  readonly random: Random;
  /** The account itself, which never goes away. */
  readonly storage: StorageClients;
  readonly fragile: FragileStorage;
  readonly hosts: Hosts;
  readonly hostCount: number;
  readonly ledger: Ledger;
  readonly deeds: Deeds;
}

/** Uploads, overwrites, deletes and repeats, until the time is over. */
export async function disturbBlobs(torture: Torture, until: number): Promise<void> {
  const { random, deeds } = torture;
  while (performance.now() < until) {
    const deed = random.below(20);
    if (deed < 14) await upload(torture, `torture/${deeds.uploads++}.jpg`);
    else if (deed < 16) await overwrite(torture);
    else if (deed === 16) await remove(torture);
    else if (deed === 17) await repeat(torture, "duplicates");
    else if (deed === 18) await repeat(torture, "stale");
    else if (random.below(4) === 0) await sendBroken(torture);
    await delay(random.below(30));
  }
}

/** Kills hosts and takes storage away, until the time is over. */
export async function disturbMachines(torture: Torture, until: number): Promise<void> {
  const { random, deeds, fragile, hosts, hostCount } = torture;
  while (performance.now() < until) {
    await delay(1000 + random.below(4000));
    if (random.below(4) === 0) {
      fragile.outage(500 + random.below(4000));
      deeds.outages++;
    } else if (hosts.kill(random.below(hostCount))) deeds.kills++;
  }
}

async function upload({ random, storage, ledger }: Torture, name: string): Promise<void> {
  const { bytes, outcome } = pickKind(random);
  // The bytes are copied, because the client may hand them over.
  const upload = await writeUpload(storage, name, Buffer.from(bytes));
  const entry = ledger.get(name);
  if (entry) {
    entry.versions.push({ upload, outcome });
    entry.deleted = false;
  } else ledger.set(name, { versions: [{ upload, outcome }], deleted: false });
}

async function overwrite(torture: Torture): Promise<void> {
  const [name] = pickEntry(torture) ?? [];
  if (name === undefined) return;
  await upload(torture, name);
  torture.deeds.overwrites++;
}

async function remove(torture: Torture): Promise<void> {
  const [name, entry] = pickEntry(torture) ?? [];
  if (name === undefined || !entry || entry.deleted) return;
  await torture.storage.blobs.getContainerClient(uploadsContainer).deleteBlob(name);
  entry.deleted = true;
  torture.deeds.deletions++;
}

/** Sends a request again: for the blob as it is, or for a version that it had before. */
async function repeat(torture: Torture, which: "duplicates" | "stale"): Promise<void> {
  const [, entry] = pickEntry(torture) ?? [];
  const version = which === "stale" ? entry?.versions[0] : entry?.versions.at(-1);
  if (!version) return;
  // A request for a blob that the trigger has not seen yet would be the first one, no repetition.
  await sendMessage(torture.storage, requestQueue, { version: 1, ...version.upload }, 3);
  torture.deeds[which]++;
}

async function sendBroken({ storage, deeds }: Torture): Promise<void> {
  await sendMessage(storage, requestQueue, { version: 99, number: deeds.broken++ });
}

/** Rather one of the latest, which is likely to be under work. */
function pickEntry({ random, ledger }: Torture): [string, Entry] | undefined {
  const entries = [...ledger];
  return entries[Math.max(0, entries.length - 1 - random.below(60))];
}
