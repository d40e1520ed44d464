import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { after, before, test } from "node:test";
import {
  startTestHost,
  startTestStorage,
  type TestHost,
  type TestStorage,
} from "../localHost/testHost.js";
import { fixture, root } from "../paths.js";

let storage: TestStorage;
let host: TestHost;

before(async () => {
  storage = await startTestStorage();
  const env = { AzureWebJobsStorage: storage.connectionString, MAX_IMAGE_BYTES: "300000" };
  host = await startTestHost(env, "--root", root);
});

after(async () => {
  await host.stop();
  await storage.stop();
});

const photo = (name: string): Buffer => readFileSync(fixture(`photos/${name}`));
const picture = (name: string): Buffer => readFileSync(fixture(`pictures/${name}`));

interface Answer {
  readonly status: number;
  readonly body: unknown;
}

async function post(
  path: string,
  body: string | Uint8Array,
  contentType = "image/jpeg",
): Promise<Answer> {
  const headers = { "content-type": contentType };
  const response = await fetch(`${host.url}/api/${path}`, { method: "POST", body, headers });
  return { status: response.status, body: await response.json() };
}

const classify = (body: string | Uint8Array, query = ""): Promise<Answer> =>
  post(`classify${query}`, body);
const score = (body: unknown): Promise<Answer> =>
  post("score", typeof body === "string" ? body : JSON.stringify(body), "application/json");

/** The labels of an answer, whose scores must be probabilities in descending order. */
function labelsOf(answer: unknown): string[] {
  assert.ok(Array.isArray(answer));
  let previous = 1;
  return answer.map(({ label, score }) => {
    assert.ok(score >= 0 && score <= previous);
    previous = score;
    return String(label);
  });
}

test("a cat is a cat", async () => {
  const { status, body } = await classify(photo("cat.jpg"));
  assert.equal(status, 200);
  assert.deepEqual(labelsOf(body).slice(0, 3), ["tiger cat", "Egyptian cat", "tabby, tabby cat"]);
  assert.equal(labelsOf(body).length, 5);
});

test("the bytes decide the format, not the header", async () => {
  for (const type of ["application/octet-stream", "image/png", "text/plain"]) {
    const { status, body } = await post("classify", photo("coffee.jpg"), type);
    assert.equal(status, 200, type);
    assert.equal(labelsOf(body)[0], "espresso");
  }
});

test("every format is classified", async () => {
  for (const name of ["rgb.png", "lossy.webp", "animated.gif", "cmyk.tiff", "rgb.avif"]) {
    assert.equal((await classify(picture(name))).status, 200, name);
  }
});

test("top_k says how many labels, capped at all of them", async () => {
  for (const [query, count] of [
    ["?top_k=1", 1],
    ["?top_k=17", 17],
    ["?top_k=5000", 1000],
  ] as const) {
    assert.equal(labelsOf((await classify(photo("cat.jpg"), query)).body).length, count);
  }
  for (const query of ["?top_k=0", "?top_k=-1", "?top_k=many", "?top_k=1.5", "?top_k="]) {
    const { status, body } = await classify(photo("cat.jpg"), query);
    assert.equal(status, 400, query);
    assert.equal(codeOf(body), "InvalidParameter");
  }
});

test("a body that arrives in chunks is read", async () => {
  const bytes = photo("cat.jpg");
  const body = new ReadableStream({
    start(controller) {
      for (let at = 0; at < bytes.length; at += 5000)
        controller.enqueue(bytes.subarray(at, at + 5000));
      controller.close();
    },
  });
  const init: RequestInit & { duplex: "half" } = { method: "POST", body, duplex: "half" };
  const response = await fetch(`${host.url}/api/classify?top_k=1`, init);
  assert.deepEqual(labelsOf(await response.json()), ["tiger cat"]);
});

function codeOf(body: unknown): unknown {
  assert.ok(typeof body === "object" && body !== null && "error" in body);
  const { error } = body;
  assert.ok(typeof error === "object" && error !== null && "code" in error && "message" in error);
  assert.equal(typeof error.message, "string");
  return error.code;
}

/** A JPEG whose header claims another size. */
function claiming(width: number, height: number): Buffer {
  const bytes = Buffer.from(picture("rgb-420.jpg"));
  const frame = bytes.indexOf(Buffer.from([0xff, 0xc0]));
  bytes.writeUInt16BE(height, frame + 5);
  bytes.writeUInt16BE(width, frame + 7);
  return bytes;
}

const bad: [what: string, body: Buffer, status: number, code: string][] = [
  ["an empty body", Buffer.alloc(0), 400, "EmptyBody"],
  ["text posing as JPEG", Buffer.from("hello, world"), 415, "UnsupportedImageFormat"],
  [
    "JPEG's first bytes and then text",
    Buffer.from("\xff\xd8\xffhello", "latin1"),
    400,
    "InvalidImage",
  ],
  ["a truncated JPEG", photo("cat.jpg").subarray(0, 20_000), 400, "InvalidImage"],
  ["a picture of 0 × 0", claiming(0, 0), 400, "InvalidImage"],
  ["a picture of 65,000 × 65,000", claiming(65_000, 65_000), 422, "TooManyPixels"],
  [
    "an SVG",
    Buffer.from("<svg xmlns='http://www.w3.org/2000/svg'/>"),
    415,
    "UnsupportedImageFormat",
  ],
  ["more bytes than allowed", Buffer.alloc(300_001), 413, "ImageTooLarge"],
];

for (const [what, body, status, code] of bad) {
  test(`${what} is the caller's ${status}`, async () => {
    const answer = await classify(body);
    assert.equal(answer.status, status);
    assert.equal(codeOf(answer.body), code);
  });
}

test("score answers a list of labels for each picture, in order", async () => {
  const names = ["coffee.jpg", "cat.jpg", "daisy.jpg"];
  const { status, body } = await score({
    input_data: names.map((name) => photo(name).toString("base64")),
  });
  assert.equal(status, 200);
  assert.ok(Array.isArray(body));
  assert.deepEqual(
    body.map((labels) => labelsOf(labels)[0]),
    ["espresso", "tiger cat", "daisy"],
  );
  assert.deepEqual(
    body.map((labels) => labelsOf(labels).length),
    [5, 5, 5],
  );
});

test("score reports what is wrong as Azure ML does", async () => {
  const cat = photo("cat.jpg").toString("base64");
  const cases: [body: unknown, status: number, message: RegExp][] = [
    ["", 400, /body/],
    ["{", 400, /JSON/],
    ["\xff", 400, /JSON/],
    [[cat], 400, /body/],
    [{}, 400, /input_data/],
    [{ input_data: [] }, 400, /input_data/],
    [{ input_data: cat }, 400, /input_data/],
    [{ input_data: [1] }, 400, /input_data/],
    [{ input_data: [cat, "not base64!"] }, 400, /^input_data\[1\]: /],
    [{ input_data: [cat, Buffer.from("text").toString("base64")] }, 415, /^input_data\[1\]: /],
    [{ input_data: Array.from({ length: 101 }, () => "AAAA") }, 413, /101.*100/],
  ];
  for (const [body, status, message] of cases) {
    const answer = await score(body);
    assert.equal(answer.status, status, String(message));
    assert.ok(typeof answer.body === "object" && answer.body !== null);
    assert.deepEqual(Object.keys(answer.body), ["message"]);
    assert.match(String(Object.values(answer.body)[0]), message);
  }
});

test("health tells the model and what runs it", async () => {
  const response = await fetch(`${host.url}/api/health`);
  assert.equal(response.status, 200);
  const { status, model, runtime } = Object(await response.json());
  assert.equal(status, "healthy");
  assert.deepEqual(
    { ...model, version: "" },
    { name: "efficientnet-lite0", version: "", task: "single-label", labels: 1000 },
  );
  assert.equal(runtime.node, process.versions.node);
});

test("the log holds codes, and nothing of a request", () => {
  assert.match(host.output(), /UnsupportedImageFormat/);
  assert.doesNotMatch(host.output(), /hello/);
});
