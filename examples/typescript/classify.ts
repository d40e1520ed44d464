/**
 * Every way to have pictures classified, with types made from the service's own description. Node 24
 * runs it as it is:
 *
 *     node examples/typescript/classify.ts [PICTURE ...]
 *
 * CLASSIFIER_URL: the service; http://localhost:7071 unless set.
 * CLASSIFIER_KEY: a function key, or the master key to start batches too; locally none is needed.
 * PICTURE_URL: a picture at a public address.
 */

import { readFile } from "node:fs/promises";
import { basename } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import type {
  Classify,
  ClassifyUrl,
  GetBatch,
  GetClassification,
  Score,
  StartBatch,
  Upload,
} from "./api.js";

type Json<Contents extends { "application/json": unknown }> = Contents["application/json"];
type Labels = Extract<Json<ClassifyUrl["answer"]>, readonly { label: unknown }[]>;
type NamedLabels = Extract<Json<Classify["answer"]>, readonly { name: string }[]>;
type Row = Json<GetClassification["answer"]>;
type Batch = Json<GetBatch["answer"]>;

const {
  CLASSIFIER_URL: service = "http://localhost:7071",
  CLASSIFIER_KEY: key,
  PICTURE_URL: pictureUrl = "https://example.org/cat.jpg",
} = process.env;

function send(path: string, init: RequestInit = {}): Promise<Response> {
  const headers = new Headers(init.headers);
  if (key !== undefined) headers.set("x-functions-key", key);
  return fetch(new URL(path, service), { ...init, headers });
}

async function api(path: string, init?: RequestInit): Promise<Response> {
  return checked(await send(path, init));
}

/** @throws Error with the body of an answer that is an error */
async function checked(answer: Response): Promise<Response> {
  if (!answer.ok) throw new Error(`${answer.status} ${await answer.text()}`);
  return answer;
}

/** The JSON of an answer, whose type the description of the API promises. */
async function readJson<T>(answer: Response): Promise<T> {
  return JSON.parse(await answer.text());
}

function postJson(path: string, body: unknown): Promise<Response> {
  const headers = { "content-type": "application/json" };
  return api(path, { method: "POST", body: JSON.stringify(body), headers });
}

/** Asks every second, for a minute. A row is there as soon as the upload is noticed. */
async function waitFor<T>(location: string, hasEnded: (answer: T) => boolean): Promise<T> {
  for (let attempt = 0; attempt < 60; attempt++) {
    const response = await send(location);
    if (response.status !== 404) {
      const answer = await readJson<T>(await checked(response));
      if (hasEnded(answer)) return answer;
    }
    await delay(1000);
  }
  throw new Error(`${location} did not end within a minute.`);
}

async function readPicture(path: string): Promise<Blob> {
  return new Blob([await readFile(path)]);
}

const show = (labels: Labels): string =>
  labels.map(({ label, score }) => `${label} ${score.toFixed(3)}`).join(", ");

function heading(text: string): void {
  console.log(`\n== ${text} ==`);
}

async function classifyOne(picture: string, query: Classify["query"]): Promise<Labels> {
  const parameters = Object.entries(query).map(([name, value]) => `${name}=${value}`);
  const body = await readPicture(picture);
  return readJson(await api(`/api/classify?${parameters.join("&")}`, { method: "POST", body }));
}

async function classifyUrl(url: string): Promise<Labels> {
  const body: Json<ClassifyUrl["body"]> = { url };
  return readJson(await postJson("/api/classify/url", body));
}

async function classifySeveral(pictures: readonly string[]): Promise<NamedLabels> {
  const form = new FormData();
  for (const picture of pictures)
    form.append("file", await readPicture(picture), basename(picture));
  return readJson(await api("/api/classify?top_k=1", { method: "POST", body: form }));
}

/** The contract of Azure ML's endpoints. */
async function score(pictures: readonly string[]): Promise<Json<Score["answer"]>> {
  const contents = pictures.map((picture) => readFile(picture, "base64"));
  const body: Json<Score["body"]> = {
    input_data: await Promise.all(contents),
    params: { top_k: 1 },
  };
  return readJson(await postJson("/api/score", body));
}

async function store(path: string, picture: string): Promise<Response> {
  const place = `${path}/${encodeURIComponent(basename(picture))}`;
  return api(place, { method: "PUT", body: await readPicture(picture) });
}

async function upload(picture: string, folder: string): Promise<Row> {
  const answer = await store(`/api/uploads/${folder}`, picture);
  const stored = await readJson<Json<Upload["answer"]>>(answer);
  const isDone = ({ status, etag }: Row): boolean => status !== "queued" && etag === stored.etag;
  return waitFor<Row>(answer.headers.get("location") ?? "", isDone);
}

async function runBatch(pictures: readonly string[], folder: string): Promise<Batch> {
  for (const picture of pictures) await store(`/api/batch-inputs/${folder}`, picture);
  const body: Json<StartBatch["body"]> = {
    container: "batch-inputs",
    prefix: `${folder}/`,
    top_k: 1,
  };
  const started = await postJson("/api/batches", body);
  const location = started.headers.get("location") ?? "";
  return waitFor<Batch>(location, ({ status }) => status !== "Running");
}

async function main(pictures: readonly string[]): Promise<void> {
  const [first = ""] = pictures;
  // A folder of its own for what this run stores.
  const folder = `examples/${crypto.randomUUID()}`;

  heading("one picture");
  console.log(show(await classifyOne(first, { top_k: 3 })));

  heading("rolled up");
  console.log(show(await classifyOne(first, { rollup: true, top_k: 3 })));

  heading("a picture at a URL");
  // Refused where the service may not fetch it, such as from an address of your own network.
  console.log(await classifyUrl(pictureUrl).then(show, ({ message }: Error) => message));

  heading("several pictures");
  for (const { name, labels } of await classifySeveral(pictures)) console.log(name, show(labels));

  heading("the contract of Azure ML");
  for (const item of await score(pictures)) console.log("error" in item ? item.error : show(item));

  heading("an upload and its row");
  const row = await upload(first, folder);
  console.log(row.status, show(row.labels ?? []));

  heading("a batch");
  const batch = await runBatch(pictures, folder);
  console.log(batch.status, batch.totals);
  console.log(await (await api(`/api/batches/${batch.id}/predictions.csv`)).text());
}

const photos = ["test/fixtures/photos/cat.jpg", "test/fixtures/photos/coffee.jpg"];
await main(process.argv.length > 2 ? process.argv.slice(2) : photos).catch(
  ({ message, cause }: Error) => {
    const silent = `${service} does not answer. Locally: is \`npm start\` running?`;
    console.error(cause instanceof Error ? `${silent} (${cause.message})` : message);
    process.exitCode = 1;
  },
);
