/**
 * How fast a full queue becomes rows, with everything on this machine: the host, its storage
 * (Azurite), and the model. Compared with what the bare session does alone; and with more hosts on
 * the same queue.
 *
 *     node dist/bench/queue.js MODEL_DIR [PICTURES] [HOSTS …]
 *     INFERENCE_THREADS=1 node dist/bench/queue.js --pin MODEL_DIR 400 1 2 3
 *
 * `--pin` gives each host one core (Linux' `taskset`), as an instance of Azure has it: the first host
 * the first core, the second the second, and so on in turn.
 */

import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { parseArgs } from "node:util";
import { decode } from "../src/image/decode.js";
import { pixelValuesSize, preprocess } from "../src/image/preprocess.js";
import { usableCores } from "../src/inference/cores.js";
import { readModelFolder } from "../src/inference/modelFolder.js";
import { openSession } from "../src/inference/session.js";
import { toSettings } from "../src/settings.js";
import { connect, type StorageClients } from "../src/storage/connection.js";
import { requestQueue } from "../src/storage/names.js";
import { provisionStorage } from "../src/storage/provision.js";
import { writeUpload } from "../src/storage/upload.js";
import { queueUpload } from "../src/uploads/queueUpload.js";
import { startTestHost, startTestStorage } from "../test/localHost/testHost.js";
import { fixture, root } from "../test/paths.js";
import { hostTime } from "./processorTime.js";
import { concurrently, median, timed } from "./statistics.js";

const { values, positionals } = parseArgs({
  options: { pin: { type: "boolean", default: false } },
  allowPositionals: true,
});
const [modelDir = "model/efficientnet-lite0", count = "500", ...hostCounts] = positionals;
const pictures = Number(count);
const photo = readFileSync(fixture("photos/cat.jpg"));

const threads = process.env["INFERENCE_THREADS"] ?? usableCores();
console.log(`${modelDir}, ${pictures} pictures, ${usableCores()} cores`);
const before = await bareRate();
const rates: Awaited<ReturnType<typeof drain>>[] = [];
for (const hosts of hostCounts.length > 0 ? hostCounts.map(Number) : [1]) {
  rates.push(await drain(hosts));
}
const after = await bareRate();
const bare = (before + after) / 2;
console.log(
  `Bare session: ${before.toFixed(1)} pictures per second before, ${after.toFixed(1)} after`,
);
console.table(
  rates.map(({ hosts, rows, perSecond, cpu, doubled }) => ({
    hosts,
    "threads of each": Number(threads),
    rows,
    "rows per second": Number(perSecond.toFixed(1)),
    "of the bare session": Number((perSecond / bare).toFixed(2)),
    "processor ms of a row, hosts only": Number(cpu.toFixed(1)),
    doubled,
  })),
);

/** Pictures per second of the session alone, from prepared pixels: the median of runs. */
async function bareRate(): Promise<number> {
  const folder = await readModelFolder(resolve(modelDir));
  const size = pixelValuesSize(folder.preprocessor);
  const contract = { size, labelCount: folder.labels.length };
  const session = await openSession(folder.onnxPath, usableCores(), contract);
  const limits = { pixels: 1e8, side: 1e5 };
  const pixelValues = preprocess(await decode(photo, limits), folder.preprocessor);
  const times: number[] = [];
  for (const until = performance.now() + 8000; performance.now() < until;) {
    times.push(await timed(() => session.run(pixelValues)));
  }
  return 1000 / median(times);
}

async function drain(hosts: number) {
  const azurite = await startTestStorage();
  const environment = { AzureWebJobsStorage: azurite.connectionString };
  const storage = await connect(toSettings(environment).storage);
  await provisionStorage(storage);
  await concurrently(pictures, 16, async (index) => {
    await writeUpload(storage, `${index}.jpg`, Buffer.from(photo));
    await queueUpload(storage, "uploads", `${index}.jpg`);
  });
  const settings = { ...environment, MODEL_DIR: resolve(modelDir), BLOB_SOURCE: "EventGrid" };
  const running = await Promise.all(
    Array.from({ length: hosts }, () => startTestHost(settings, "--root", root)),
  );
  if (values.pin) running.forEach((host, index) => pin(host.process.pid, index % usableCores()));
  const cpuTime = (): number =>
    running.reduce((sum, { process }) => sum + hostTime(process.pid ?? 0), 0);
  const before = cpuTime();
  const times = await completionTimes(storage);
  const cpu = (cpuTime() - before) / pictures;
  for (const host of running) await host.stop();
  await azurite.stop();
  // The first rows belong to the start of the hosts, which came up one after the other.
  const skipped = Math.floor(pictures / 5);
  const seconds = ((times.at(-1) ?? 0) - (times[skipped] ?? 0)) / 1000;
  const doubled = running.reduce(
    (sum, host) => sum + (host.output().match(/classifyUpload: succeeded/g)?.length ?? 0),
    -pictures,
  );
  return {
    hosts,
    rows: times.length,
    perSecond: (times.length - 1 - skipped) / seconds,
    cpu,
    doubled,
  };
}

/** Keeps all threads of a process on one core. */
function pin(pid: number | undefined, core: number): void {
  const { status } = spawnSync("taskset", ["--all-tasks", "-cp", `${core}`, `${pid}`]);
  if (status !== 0) throw new Error("taskset could not pin the host");
}

/** When each row was completed, in order, once the queue is empty. */
async function completionTimes(storage: StorageClients): Promise<number[]> {
  const queue = storage.queues.getQueueClient(requestQueue);
  while (((await queue.getProperties()).approximateMessagesCount ?? 0) > 0) await delay(1000);
  const times: number[] = [];
  const select = ["completedAt"];
  const queryOptions = { filter: "status eq 'succeeded'", select };
  for await (const { completedAt } of storage.classifications.listEntities({ queryOptions })) {
    if (completedAt instanceof Date) times.push(completedAt.getTime());
  }
  return times.toSorted((a, b) => a - b);
}
