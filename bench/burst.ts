/**
 * Pictures uploaded all at once while HTTP requests go on: whether each gets its right row, how fast,
 * and how long the host's event loop is ever held up.
 *
 *     node dist/bench/burst.js [pictures]
 */

import { readFileSync } from "node:fs";
import { monitorEventLoopDelay } from "node:perf_hooks";
import { setTimeout as delay } from "node:timers/promises";
import { startHost } from "../src/localHost/host.js";
import { toSettings } from "../src/settings.js";
import { findClassification } from "../src/storage/classifications.js";
import { connect } from "../src/storage/connection.js";
import { provisionStorage } from "../src/storage/provision.js";
import { startTestStorage } from "../test/localHost/testHost.js";
import { fixture, root } from "../test/paths.js";
import { concurrently, quantile, timed } from "./statistics.js";

const [pictures = 300] = process.argv.slice(2).map(Number);
const photos = [
  { bytes: readFileSync(fixture("photos/cat.jpg")), label: "tiger cat" },
  { bytes: readFileSync(fixture("photos/coffee.jpg")), label: "espresso" },
  { bytes: readFileSync(fixture("photos/daisy.jpg")), label: "daisy" },
];
const photoOf = (index: number) =>
  photos[index % photos.length] ?? { bytes: Buffer.alloc(0), label: "" };

const azurite = await startTestStorage();
process.env["AzureWebJobsStorage"] = azurite.connectionString;
const storage = await connect(toSettings(process.env).storage);
await provisionStorage(storage);
const host = await startHost({ root, port: 0, log: () => undefined });
const container = storage.blobs.getContainerClient("uploads");
await fetch(`${host.url}/api/health`);

const eventLoop = monitorEventLoopDelay({ resolution: 1 });
eventLoop.enable();
const http: number[] = [];
let done = false;
const probing = (async () => {
  while (!done) {
    http.push(
      await timed(async () => {
        const body = photoOf(0).bytes;
        await (await fetch(`${host.url}/api/classify`, { method: "POST", body })).arrayBuffer();
      }),
    );
    await delay(50);
  }
})();

const uploading = await timed(() =>
  concurrently(pictures, 32, (index) =>
    container.getBlockBlobClient(`burst/${index}.jpg`).uploadData(photoOf(index).bytes),
  ),
);
let right = 0;
const scoring = await timed(() =>
  concurrently(pictures, 4, async (index) => {
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
  }),
);
done = true;
await probing;
eventLoop.disable();

const seconds = (milliseconds: number): string => `${(milliseconds / 1000).toFixed(1)} s`;
console.log(`${right} of ${pictures} rows right`);
console.log(`uploaded in ${seconds(uploading)}, last row ${seconds(scoring)} later`);
console.log(
  `${(pictures / ((uploading + scoring) / 1000)).toFixed(1)} rows per second, from the first upload`,
);
console.log(
  `event-loop delay: p50 ${(eventLoop.percentile(50) / 1e6).toFixed(1)} ms, p99 ${(eventLoop.percentile(99) / 1e6).toFixed(1)} ms, max ${(eventLoop.max / 1e6).toFixed(1)} ms`,
);
console.log(
  `HTTP meanwhile: ${http.length} requests, median ${quantile(http, 0.5).toFixed(1)} ms, p99 ${quantile(http, 0.99).toFixed(1)} ms`,
);

await host.close();
await azurite.stop();
