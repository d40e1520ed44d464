import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { after, test } from "node:test";
import { eventually } from "../deadline.js";
import { fixture } from "../paths.js";
import { startTestApp } from "./testApp.js";

const app = await startTestApp({ MAX_IMAGE_BYTES: "300000" });
const { host } = app;
after(() => app.stop());

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

test("Hugging Face's JSON form is answered", async () => {
  const inputs = photo("cat.jpg").toString("base64");
  const json = (body: unknown): Promise<Answer> =>
    post("classify", JSON.stringify(body), "application/json");
  const plain = await json({ inputs, parameters: { top_k: 3 } });
  assert.deepEqual(labelsOf(plain.body), ["tiger cat", "Egyptian cat", "tabby, tabby cat"]);
  const logits = await json({ inputs, parameters: { function_to_apply: "none", top_k: 1 } });
  assert.ok(Object(logits.body)[0].score > 1);
  const sigmoid = await json({ inputs, parameters: { function_to_apply: "sigmoid", top_k: 1 } });
  const expected = 1 / (1 + Math.exp(-Object(logits.body)[0].score));
  assert.ok(Math.abs(Object(sigmoid.body)[0].score - expected) < 1e-9);
  for (const body of [
    {},
    { inputs: 1 },
    { inputs, parameters: { top_k: 0 } },
    { url: "file:///x" },
  ]) {
    const { status, body: answer } = await json(body);
    assert.equal(status, 400);
    assert.equal(codeOf(answer), "InvalidRequest");
  }
});

test("each file of a form is answered under its name", async () => {
  const form = new FormData();
  for (const name of ["coffee.jpg", "cat.jpg"]) form.append("file", new Blob([photo(name)]), name);
  form.append("note", "not a file");
  const url = `${host.url}/api/classify?top_k=1`;
  const answer: unknown = await (await fetch(url, { method: "POST", body: form })).json();
  assert.ok(Array.isArray(answer));
  assert.deepEqual(
    answer.map(({ name, labels }) => [name, labels.length, labels[0].label]),
    [
      ["coffee.jpg", 1, "espresso"],
      ["cat.jpg", 1, "tiger cat"],
    ],
  );

  form.append("file", new Blob(["text"]), "bad.jpg");
  const bad = await fetch(url, { method: "POST", body: form });
  assert.equal(bad.status, 415);
  const problem = Object(await bad.json());
  assert.equal(problem.index, 2);
  assert.match(problem.detail, /^files\[2\]: /);

  const empty = await post("classify", "--x--", "multipart/form-data; boundary=x");
  assert.equal(codeOf(empty.body), "InvalidRequest");
});

test("labels come as CSV to who prefers it", async () => {
  const csv = async (accept: string): Promise<Response> =>
    fetch(`${host.url}/api/classify?top_k=3`, {
      method: "POST",
      body: photo("cat.jpg"),
      headers: { accept },
    });
  const answer = await csv("text/csv, application/json;q=0.5");
  assert.equal(answer.headers.get("content-type"), "text/csv; charset=utf-8");
  const [header, first, second, third] = (await answer.text()).split("\r\n");
  assert.equal(header, "label,score");
  assert.match(first ?? "", /^tiger cat,0\.38\d+$/);
  assert.match(second ?? "", /^Egyptian cat,/);
  assert.match(third ?? "", /^"tabby, tabby cat",/);
  assert.match((await csv("*/*")).headers.get("content-type") ?? "", /json/);
  assert.equal((await csv("image/png")).status, 406);
});

test("a threshold leaves the weaker labels out", async () => {
  const { body } = await classify(photo("cat.jpg"), "?threshold=0.3&top_k=100");
  assert.deepEqual(labelsOf(body), ["tiger cat", "Egyptian cat"]);
  for (const query of ["?threshold=2", "?threshold=-1", "?threshold=%20", "?threshold=x"]) {
    assert.equal((await classify(photo("cat.jpg"), query)).status, 400, query);
  }
});

test("who allows too little time is sent away with a time to come back", async () => {
  const patient = await fetch(`${host.url}/api/classify`, {
    method: "POST",
    body: photo("cat.jpg"),
    headers: { "x-timeout-ms": "20000" },
  });
  assert.equal(patient.status, 200);
  const answers = await Promise.all(
    Array.from({ length: 60 }, () =>
      fetch(`${host.url}/api/classify`, {
        method: "POST",
        body: photo("cat.jpg"),
        headers: { "x-timeout-ms": "60" },
      }),
    ),
  );
  const refused = answers.filter(({ status }) => status === 503);
  assert.ok(refused.length > 0);
  assert.ok(answers.every(({ status }) => status === 200 || status === 503));
  for (const answer of refused) {
    assert.match(answer.headers.get("retry-after") ?? "", /^[1-9]\d*$/);
    const code = codeOf(await answer.json());
    assert.ok(code === "Overloaded" || code === "DeadlineExceeded", String(code));
  }
});

test("pictures whose callers have gone are not classified", async () => {
  const cancelled = Array.from({ length: 30 }, async () => {
    const signal = AbortSignal.timeout(40);
    const request = { method: "POST", body: photo("cat.jpg"), signal };
    await assert.rejects(fetch(`${host.url}/api/classify`, request));
  });
  const results = await Promise.allSettled(cancelled);
  assert.ok(results.some(({ status }) => status === "fulfilled"));
  assert.equal((await classify(photo("cat.jpg"))).status, 200);
  assert.match(host.output(), /CallerGone/);
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
  for (const query of ["?top_k=0", "?top_k=-1", "?top_k=many", "?top_k=1.5", "?top_k=%20"]) {
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

test("score takes a DataFrame, top_k, data URLs and line breaks", async () => {
  const [cat, coffee] = ["cat.jpg", "coffee.jpg"].map((name) => photo(name).toString("base64"));
  const broken = coffee?.replaceAll(/.{76}/g, "$&\n");
  const { status, body } = await score({
    input_data: {
      columns: ["image"],
      index: [0, 1, 2],
      data: [cat, [broken], `data:image/jpeg;base64,${cat}`],
    },
    params: { top_k: 2 },
  });
  assert.equal(status, 200);
  assert.ok(Array.isArray(body));
  const labels = body.map((item) => labelsOf(item));
  assert.deepEqual(
    labels.map(([first]) => first),
    ["tiger cat", "espresso", "tiger cat"],
  );
  assert.deepEqual(
    labels.map(({ length }) => length),
    [2, 2, 2],
  );
});

test("score puts an error in the place of a bad picture where it is asked to", async () => {
  const { status, body } = await score({
    input_data: ["Y2F0cw==", photo("cat.jpg").toString("base64")],
    params: { on_error: "null" },
  });
  assert.equal(status, 200);
  assert.ok(Array.isArray(body));
  assert.equal(codeOf(body[0]), "UnsupportedImageFormat");
  assert.equal(labelsOf(body[1])[0], "tiger cat");
});

test("score reports what is wrong as Azure ML does", async () => {
  const cat = photo("cat.jpg").toString("base64");
  const cases: [body: unknown, status: number, message: RegExp][] = [
    ["", 400, /body/],
    ["{", 400, /JSON/],
    ["[".repeat(20_000), 400, /deeper than 16/],
    [[cat], 400, /body/],
    [{}, 400, /input_data/],
    [{ input_data: [] }, 400, /input_data/],
    [{ input_data: cat }, 400, /input_data/],
    [{ input_data: [1] }, 400, /input_data/],
    [{ input_data: [cat], params: { top_k: 0 } }, 400, /top_k/],
    [{ input_data: [cat, "not base64!"] }, 400, /^input_data\[1\]: /],
    [{ input_data: [cat, "/etc/passwd"] }, 400, /^input_data\[1\]: /],
    [{ input_data: ["file:///etc/passwd"] }, 400, /^input_data\[0\]: /],
    [{ input_data: [cat, Buffer.from("text").toString("base64")] }, 400, /^input_data\[1\]: /],
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

test("score has the methods, types and headers of Azure ML's server", async () => {
  const url = `${host.url}/api/score`;
  for (const method of ["GET", "PUT", "PATCH", "DELETE"]) {
    const { status, headers } = await fetch(url, { method });
    assert.deepEqual([status, headers.get("allow")], [405, "OPTIONS, POST"], method);
  }
  assert.equal((await fetch(url, { method: "OPTIONS" })).status, 200);

  const text = await fetch(url, { method: "POST", body: "{}" });
  assert.equal(text.status, 415);
  assert.deepEqual(await text.json(), { message: "Expects Content-Type to be application/json" });
  assert.equal(text.headers.get("x-ms-run-function-failed"), "False");

  const json = { "content-type": "application/json; charset=utf-8" };
  const body = JSON.stringify({ input_data: [photo("cat.jpg").toString("base64")] });
  const ids = { "x-request-id": "one", "x-ms-client-request-id": "two" };
  const answer = await fetch(url, { method: "POST", body, headers: { ...json, ...ids } });
  assert.equal(answer.headers.get("x-request-id"), "one");
  assert.equal(answer.headers.get("x-ms-request-id"), "two");
  assert.equal(answer.headers.get("x-ms-client-request-id"), "two");
  assert.equal(answer.headers.get("x-ms-run-function-failed"), "False");
  assert.match(answer.headers.get("x-ms-run-fn-exec-ms") ?? "", /^\d+\.\d{3}$/);

  for (const name of ["x-request-id", "x-ms-request-id", "x-ms-client-request-id"]) {
    const headers = { ...json, [name]: "x".repeat(101) };
    assert.equal((await fetch(url, { method: "POST", body, headers })).status, 431, name);
  }
});

test("errors are problem details with the invocation's id", async () => {
  const answer = await fetch(`${host.url}/api/classify`, { method: "POST", body: "text" });
  assert.equal(answer.headers.get("content-type"), "application/problem+json");
  const problem = Object(await answer.json());
  assert.equal(problem.title, "Unsupported Media Type");
  assert.equal(problem.status, 415);
  assert.equal(problem.code, "UnsupportedImageFormat");
  assert.equal(problem.invocation_id, answer.headers.get("x-ms-invocation-id"));
});

test("a picture is uploaded through the API, and its row follows", async () => {
  const url = `${host.url}/api/uploads/by%20hand/cat%231.jpg`;
  const stored = await fetch(url, { method: "PUT", body: photo("cat.jpg") });
  assert.equal(stored.status, 201);
  const location = stored.headers.get("location") ?? "";
  assert.equal(location, `${host.url}/api/classifications/uploads/by%20hand/cat%231.jpg`);
  const row = await eventually(async () => {
    const answer = Object(await (await fetch(location)).json());
    return answer.status === "succeeded" ? answer : undefined;
  });
  assert.equal(row.labels[0].label, "tiger cat");
  assert.equal((await fetch(url, { method: "PUT" })).status, 400);
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
