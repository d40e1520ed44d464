import { readFileSync } from "node:fs";
import { Agent } from "node:http";
import sharp from "sharp";
import { Classifier } from "../src/classifier.js";
import { decode } from "../src/image/decode.js";
import { preprocess } from "../src/image/preprocess.js";
import { usableCores } from "../src/inference/cores.js";
import { readModelFolder } from "../src/inference/modelFolder.js";
import { openSession } from "../src/inference/session.js";
import { toSettings } from "../src/settings.js";
import { startTestHost, startTestStorage } from "../test/localHost/testHost.js";
import { fixture, root } from "../test/paths.js";
import { postPicture } from "./httpClient.js";
import { hostTime, ownTime } from "./processorTime.js";
import { concurrently, median, timed } from "./statistics.js";

/** Medians in milliseconds per picture: of single calls, and of rounds where four clients call. */
export interface Stages {
  readonly model: string;
  readonly photo: "small" | "phone";
  readonly bytes: number;
  readonly cores: number;
  /** Wall time of each measured thing, and the processor time of the process that did it. */
  readonly wall: Readonly<Record<string, number>>;
  readonly cpu: Readonly<Record<string, number>>;
  /** As the pipeline of the service reports them, in this process. */
  readonly inService: Readonly<Record<"decode" | "preprocess" | "inference", number>>;
}

/**
 * Measures each part alone, and all of it over HTTP with one and four clients. Rounds of all follow each
 * other, so that drift of the machine hits all alike. `handler` is a function that reads the body and
 * answers at once, on the same host: what HTTP and the host take without us. After a picture it takes
 * longer, because decoding and inference have emptied the caches and the threads have slept.
 */
export async function measureStages(
  folder: string,
  kind: Stages["photo"],
  rounds: number,
  pictures: number,
): Promise<Stages> {
  const settings = toSettings({ ...process.env, MODEL_DIR: folder });
  const limits = { pixels: settings.maxImagePixels, side: settings.maxImageSide };
  const photo = await toPhoto(kind);
  const cores = usableCores();
  const model = await readModelFolder(folder);
  const image = await decode(photo, limits);
  const pixelValues = preprocess(image, model.preprocessor);
  const { width, height } = pixelValues;
  const contract = { size: { width, height }, labelCount: model.labels.length };
  const session = await openSession(model.onnxPath, cores, contract);
  const classifier = new Classifier(settings);
  await classifier.model();

  const storage = await startTestStorage();
  const environment = { AzureWebJobsStorage: storage.connectionString, MODEL_DIR: folder };
  const host = await startTestHost(environment, "--root", root);
  const scaled = await startTestHost({ ...environment, JPEG_DECODE: "scaled" }, "--root", root);
  const empty = await startTestHost({ WORK_QUEUE: "not-used" });
  const agent = new Agent({ keepAlive: true });
  const post = (address: string) => () => postPicture(address, photo, agent);
  const [toHandler, toService] = [
    post(`${empty.url}/api/upload`),
    post(`${host.url}/api/classify`),
  ];

  const stages = { decode: [] as number[], preprocess: [] as number[], inference: [] as number[] };
  const classify = async (): Promise<void> => {
    const { timings } = await classifier.classify(Buffer.from(photo), { topK: 5 });
    stages.decode.push(timings.decode);
    stages.preprocess.push(timings.preprocess);
    stages.inference.push(timings.inference);
  };
  type Work = () => Promise<unknown>;
  type Layer = readonly [clients: number, work: Work, pid?: number | undefined, before?: Work];
  const layers: Record<string, Layer> = {
    decode: [1, () => decode(photo, limits)],
    preprocess: [1, async () => preprocess(image, model.preprocessor)],
    session: [1, () => session.run(pixelValues)],
    core: [1, classify],
    handler: [1, toHandler, empty.process.pid],
    "handler after a picture": [1, toHandler, empty.process.pid, classify],
    service: [1, toService, host.process.pid],
    "handler, four clients": [4, toHandler, empty.process.pid],
    "service, four clients": [4, toService, host.process.pid],
    "scaled, four clients": [4, post(`${scaled.url}/api/classify`), scaled.process.pid],
  };
  const wall: Record<string, number[]> = {};
  const cpu: Record<string, number[]> = {};
  const measure = async (round: number): Promise<void> => {
    for (const [name, [clients, work, pid, before]] of Object.entries(layers)) {
      const clock = (): number => (pid === undefined ? ownTime() : hostTime(pid));
      const start = clock();
      const single: number[] = [];
      const together = await timed(() =>
        concurrently(pictures, clients, async () => {
          await before?.();
          single.push(await timed(work));
        }),
      );
      // The first round warms up.
      if (round < 0) continue;
      (wall[name] ??= []).push(...(clients === 1 ? single : [together / pictures]));
      (cpu[name] ??= []).push((clock() - start) / pictures);
    }
  };
  try {
    await measure(-1);
    for (const of of Object.values(stages)) of.length = 0;
    for (let round = 0; round < rounds; round++) await measure(round);
  } finally {
    agent.destroy();
    await Promise.all([host.stop(), scaled.stop(), empty.stop(), classifier.close()]);
    await storage.stop();
  }
  return {
    ...{ model: model.name, photo: kind, bytes: photo.length, cores },
    wall: medians(wall),
    cpu: medians(cpu),
    inService: {
      decode: median(stages.decode),
      preprocess: median(stages.preprocess),
      inference: median(stages.inference),
    },
  };
}

/** A photo of 600 × 400, or one made as large as a phone's. */
async function toPhoto(kind: Stages["photo"]): Promise<Buffer> {
  const small = readFileSync(fixture("photos/coffee.jpg"));
  const phone = { width: 4032, height: 3024, fit: "fill" } as const;
  return kind === "small" ? small : sharp(small).resize(phone).jpeg({ quality: 95 }).toBuffer();
}

const medians = (figures: Record<string, number[]>): Record<string, number> =>
  Object.fromEntries(Object.entries(figures).map(([name, values]) => [name, median(values)]));
