/**
 * Pictures uploaded all at once while HTTP requests go on: whether each gets its right row, how fast,
 * and how long the host's event loop is ever held up.
 *
 *     node dist/bench/burst.js [pictures]
 */

import { readFileSync } from "node:fs";
import { setTimeout as delay } from "node:timers/promises";
import { toSettings } from "../src/settings.js";
import { findClassification } from "../src/storage/classifications.js";
import { connect } from "../src/storage/connection.js";
import { startTestHost, startTestStorage } from "../test/localHost/testHost.js";
import { fixture, root } from "../test/paths.js";
import { concurrently, quantile, timed } from "./statistics.js";

const [pictures = 300] = process.argv.slice(2).map(Number);
const labels = { "cat.jpg": "tiger cat", "coffee.jpg": "espresso", "daisy.jpg": "daisy" };
const photos = Object.entries(labels).map(([file, label]) => ({
  bytes: readFileSync(fixture(`photos/${file}`)),
  label,
}));

const azurite = await startTestStorage();
const environment = { AzureWebJobsStorage: azurite.connectionString };
const preload = `--import=${new URL("eventLoopDelay.js", import.meta.url).href}`;
const host = await startTestHost({ ...environment, NODE_OPTIONS: preload }, "--root", root);
const storage = await connect(toSettings(environment).storage);
const container = storage.blobs.getContainerClient("uploads");
await delay(3000);

const stopped = new AbortController();
const probing = probeHttp(stopped.signal);
const uploading = await timed(() => concurrently(pictures, 32, upload));
let right = 0;
const scoring = await timed(() => concurrently(pictures, 4, awaitRow));
stopped.abort();
const http = await probing;
await host.stop();
await azurite.stop();

const seconds = (milliseconds: number): string => `${(milliseconds / 1000).toFixed(1)} s`;
const rate = pictures / ((uploading + scoring) / 1000);
console.log(`${right} of ${pictures} rows right`);
console.log(`uploaded in ${seconds(uploading)}, last row ${seconds(scoring)} later`);
console.log(`${rate.toFixed(1)} rows per second from the first upload on`);
console.log(/Event-loop delay.*/.exec(host.output())?.[0]);
console.log(
  `HTTP meanwhile: ${http.length} requests, median ${quantile(http, 0.5).toFixed(1)} ms, p99 ${quantile(http, 0.99).toFixed(1)} ms`,
);

function photoOf(index: number) {
  return photos[index % photos.length] ?? { bytes: Buffer.alloc(0), label: "" };
}

async function upload(index: number): Promise<void> {
  await container.getBlockBlobClient(`burst/${index}.jpg`).uploadData(photoOf(index).bytes);
}

async function awaitRow(index: number): Promise<void> {
  for (;;) {
    const row = await findClassification(storage, "uploads", `burst/${index}.jpg`).catch(
      () => undefined,
    );
    if (row && row.status !== "queued") {
      if (row.topLabel === photoOf(index).label) right++;
      return;
    }
    await delay(200);
  }
}

/** Milliseconds of each of the requests that follow each other every 50 ms. */
async function probeHttp(signal: AbortSignal): Promise<number[]> {
  const body = photoOf(0).bytes;
  const times: number[] = [];
  while (!signal.aborted) {
    times.push(
      await timed(async () => {
        const answer = await fetch(`${host.url}/api/classify`, { method: "POST", body });
        if (answer.status !== 200) throw new Error(`HTTP ${answer.status}`);
        await answer.arrayBuffer();
      }),
    );
    await delay(50);
  }
  return times;
}
