import { readdirSync, readFileSync } from "node:fs";
import type { Random } from "../random.js";
import { fixture } from "../paths.js";
import { longBody } from "./bodies.js";
import { mutate } from "./mutate.js";

/** A request that a careless or hostile caller might send. */
export interface FuzzRequest {
  readonly path: string;
  readonly method: string;
  readonly headers: Record<string, string>;
  readonly body: Uint8Array | undefined;
  /** The body stops before its last byte; or the caller leaves then. */
  readonly manner?: "stalls" | "leaves";
}

const pictures = [
  ...readdirSync(fixture("pictures")).map((name) => readFileSync(fixture(`pictures/${name}`))),
  readFileSync(fixture("photos/daisy.jpg")),
  // Pictures made to be costly, which damage may make costlier.
  ...readdirSync(fixture("attacks"))
    .filter((name) => !name.endsWith(".mjs"))
    .map((name) => readFileSync(fixture(`attacks/${name}`))),
];

/** Values that no schema expects, and some that it does. */
const oddValues = [
  null,
  true,
  -1,
  0,
  1e308,
  "",
  "\u0000",
  "../../etc/passwd",
  "file:///etc/passwd",
  "http://169.254.169.254/",
  "data:image/png;base64,",
  "data:;base64,AAAA",
  [],
  {},
  [[]],
  { constructor: { prototype: 1 } },
] as const;

export function fuzzRequest(random: Random): FuzzRequest {
  const make = random.pick([
    rawPicture,
    rawPicture,
    rawPicture,
    json,
    json,
    scoreJson,
    form,
    oddUrl,
    longBody,
  ]);
  return make(random);
}

const picture = (random: Random): Uint8Array<ArrayBuffer> =>
  mutate(random.pick([pictures[0] ?? Buffer.alloc(1), ...pictures.slice(1)]), random);

const base64 = (random: Random): string => Buffer.from(picture(random)).toString("base64");

function rawPicture(random: Random): FuzzRequest {
  const types = [
    "image/jpeg",
    "image/*",
    "application/octet-stream",
    "",
    "text/plain; x=;",
  ] as const;
  return request(`classify${query(random)}`, random.pick(types), picture(random));
}

function json(random: Random): FuzzRequest {
  const parameters = { top_k: odd(random), function_to_apply: odd(random) };
  const body = random.pick([
    { inputs: base64(random) },
    { inputs: base64(random), parameters },
    { inputs: odd(random) },
    { url: odd(random) },
  ]);
  return request("classify", "application/json", text(body, random));
}

function scoreJson(random: Random): FuzzRequest {
  const params = random.pick([
    undefined,
    { on_error: "null" },
    { top_k: odd(random) },
    odd(random),
  ]);
  const input = random.pick<unknown>([
    [base64(random), base64(random)],
    { columns: ["image"], index: [0], data: [[base64(random)]] },
    { columns: odd(random), data: odd(random) },
    odd(random),
  ]);
  return request("score", "application/json", text({ input_data: input, params }, random));
}

function form(random: Random): FuzzRequest {
  const head = `--b\r\ncontent-disposition: form-data; name="f"; filename="${String(odd(random))}"\r\n\r\n`;
  const body = Buffer.concat([Buffer.from(head), picture(random), Buffer.from("\r\n--b--\r\n")]);
  const damaged = random.next() < 0.3 ? mutate(body, random) : new Uint8Array(body);
  return request(
    "classify",
    `multipart/form-data; boundary=${random.pick(["b", "", "bb"])}`,
    damaged,
  );
}

function oddUrl(random: Random): FuzzRequest {
  const part = (): string => encodeURIComponent(String(odd(random)) || "x");
  const path = random.pick([
    `classifications/${part()}/${part()}`,
    `classifications/uploads/${part()}/${part()}`,
    `score?${part()}`,
    `health?${part()}`,
    `swagger.json?version=${part()}`,
  ]);
  const method = path.startsWith("score") ? random.pick(["GET", "PUT", "OPTIONS"]) : "GET";
  return { path, method, headers: {}, body: undefined };
}

const odd = (random: Random): unknown => random.pick<unknown>(oddValues);

function query(random: Random): string {
  if (random.next() < 0.7) return "";
  return `?top_k=${encodeURIComponent(String(odd(random)))}&threshold=${random.next() * 3 - 1}`;
}

/** JSON, now and then damaged or nested deeply. */
function text(value: unknown, random: Random): Uint8Array<ArrayBuffer> {
  const plain = new Uint8Array(Buffer.from(JSON.stringify(value)));
  if (random.next() < 0.1) return mutate(plain, random);
  if (random.next() < 0.05) {
    const depth = random.below(5000);
    return new Uint8Array(Buffer.from("[".repeat(depth) + "]".repeat(depth)));
  }
  return plain;
}

function request(path: string, type: string, body: Uint8Array<ArrayBuffer>): FuzzRequest {
  return { path, method: "POST", headers: type === "" ? {} : { "content-type": type }, body };
}
