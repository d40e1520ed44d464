import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { after, test } from "node:test";
import { eventually } from "../deadline.js";
import { fixture } from "../paths.js";
import { startTestApp } from "./testApp.js";

const app = await startTestApp({ MAX_IMAGE_BYTES: "1572864", MAX_IMAGES_PER_REQUEST: "2" });
const { url } = app.host;
after(() => app.stop());

const cat = readFileSync(fixture("photos/cat.jpg"));
const base64 = cat.toString("base64");
/** The start of a file: each character is a byte. */
const bytes = (start: string): Buffer => Buffer.from(start.padEnd(64, "\0"), "latin1");
/** What curl's `-d @file` makes of a file. */
const stripped = cat.filter((byte) => ![0, 10, 13].includes(byte));
const json = (value: unknown): string => JSON.stringify(value);
/** A JPEG that says it is as large as this. */
function claim(width: number, height: number): Buffer {
  const picture = Buffer.from(readFileSync(fixture("pictures/rgb-420.jpg")));
  const frame = picture.indexOf(Buffer.from([0xff, 0xc0]));
  picture.writeUInt16BE(height, frame + 5);
  picture.writeUInt16BE(width, frame + 7);
  return picture;
}

const form = "multipart/form-data; boundary=x";
const curl = "application/x-www-form-urlencoded";
const jsonType = "application/json";
const unknownId = "00000000-0000-4000-8000-000000000000";
const formats = "Send JPEG, PNG, WebP, GIF, TIFF or AVIF";

interface Mistake {
  readonly request: string;
  readonly type: string;
  readonly body: string | Uint8Array | undefined;
  /** Status, code (which `/api/score` does not tell) and sentence of the answer. */
  readonly answer: readonly [status: number, code: string | undefined, detail: string];
}

/** What is sent to one place, in several ways that it refuses with one code. */
const to =
  (request: string, status: number, code?: string) =>
  (body: string | Uint8Array | undefined, detail: string, type = ""): Mistake => {
    return { request, type, body, answer: [status, code, detail] };
  };

const picture = to("POST classify", 415, "UnsupportedImageFormat");
const tooLarge = (code: string) => to("POST classify", code === "ImageTooLarge" ? 413 : 422, code);
const score = to("POST score", 400);
const classify = to("POST classify", 400, "InvalidRequest");
const batch = to("POST batches", 400, "InvalidRequest");
const query = (text: string, path = "classify") =>
  to(`POST ${path}?${text}`, 400, "InvalidParameter");

const otherFiles: Mistake[] = [
  picture(
    bytes("\0\0\0\x18ftypheic"),
    `This is a HEIC picture (iPhone). ${formats}; on the phone: Settings › Camera › Formats › Most Compatible.`,
  ),
  picture(bytes("\0\0\0\x18ftypmif1"), `This is a HEIF picture. ${formats}.`),
  picture(bytes("BM\x8a\0\0\0\0\0\0\0\x36\0\0\0\x28\0\0\0"), `This is a BMP picture. ${formats}.`),
  picture(bytes("%PDF-1.7\n"), `This is a PDF document. ${formats}; export its page as a picture.`),
  picture(bytes("\0\0\0\x0cJXL \r\n\x87\n"), `This is a JPEG XL picture. ${formats}.`),
  picture(bytes("\xff\x0a\xfa\x7f"), `This is a JPEG XL picture. ${formats}.`),
  picture(bytes("\0\0\x01\0\x01\0\x20\x20"), `This is an icon (ICO). ${formats}.`),
  picture(bytes("8BPS\0\x01"), `This is a Photoshop document (PSD). ${formats}.`),
  picture(
    bytes("PK\x03\x04"),
    `This is a ZIP archive. ${formats}; unpack it and send its pictures.`,
  ),
  ...["isom", "qt  "].map((brand) =>
    picture(
      bytes(`\0\0\0\x20ftyp${brand}`),
      `This is an MP4 or MOV video. ${formats}; a frame of it is a picture.`,
    ),
  ),
  picture(
    '<?xml version="1.0"?>\n<svg width="1"/>',
    `This is an SVG drawing. ${formats}; export it as PNG.`,
    "image/svg+xml",
  ),
  picture(
    "<!DOCTYPE html>\n<html><svg>",
    `This is a web page (HTML). ${formats}; use the address of the picture, not of its page.`,
  ),
  picture("What is this?", `This is plain text. ${formats}.`),
  picture(
    cat.toString("utf8"),
    `This is a picture that a program has read as text. ${formats}; read it as bytes.`,
  ),
  to(
    "POST classify",
    400,
    "EmptyBody",
  )(
    undefined,
    "The request body is empty. Send the bytes of a picture, or the JSON that this operation expects.",
  ),
];

const slipsWithCurl: Mistake[] = [
  to("POST classify", 400, "InvalidImage")(
    stripped,
    "The picture has lost its line breaks and zero bytes, as curl's -d does to a file. Use --data-binary @FILE.",
    curl,
  ),
  to("PUT uploads/cat.jpg", 400, "InvalidImage")(
    stripped,
    "The picture has lost its line breaks and zero bytes, as curl's -d does to a file. Use --data-binary @FILE.",
    curl,
  ),
  picture(
    "photos/cat.jpg",
    "The body is the text photos/cat.jpg, not a picture: curl needs @ before the name of a file (--data-binary @photos/cat.jpg).",
    curl,
  ),
  to("PUT uploads/cat.jpg", 415, "UnsupportedImageFormat")(
    "cat.jpg",
    "The body is the text cat.jpg, not a picture: curl needs @ before the name of a file (--data-binary @cat.jpg).",
    curl,
  ),
  classify(
    '--x\r\nContent-Disposition: form-data; name="file"\r\n\r\ncat.jpg\r\n--x--\r\n',
    "The form has the text cat.jpg, not a file: curl needs @ before the name of a file (-F file=@cat.jpg).",
    form,
  ),
  to("PUT uploads/cat.jpg", 415, "UnsupportedMediaType")(
    "--x--",
    "This operation takes the bytes of one picture, not a form. With curl, use -T cat.jpg.",
    form,
  ),
  picture(
    "https://example.org/cat.jpg",
    'The body is a URL. Send {"url": "https://…"} as application/json.',
    curl,
  ),
  picture(
    base64,
    'The body is a picture in base64. Send its bytes, or {"inputs": "<base64>"} as application/json.',
    curl,
  ),
];

const wrongValues: Mistake[] = [
  score(
    json({ input_data: [base64, "/home/me/cat.jpg"] }),
    "input_data[1]: /home/me/cat.jpg is a file on your machine, which this service cannot read. Send its bytes in base64, or a public http or https URL.",
    jsonType,
  ),
  score(
    json({ input_data: ["C:\\pictures\\cat.jpg"] }),
    "input_data[0]: C:\\pictures\\cat.jpg is a file on your machine, which this service cannot read. Send its bytes in base64, or a public http or https URL.",
    jsonType,
  ),
  score(cat, "The body is a JPEG picture, not JSON. Send its bytes to /api/classify.", jsonType),
  score(
    json({ input_data: [base64], params: { top_k: "abc" } }),
    'Expected {"input_data": ["<base64 or URL>", …]}: params.top_k must be a whole number from 1 to 999999; it is "abc".',
    jsonType,
  ),
  tooLarge("ImageTooLarge")(
    Buffer.alloc(2_000_000),
    "The picture has more than 1.5 MiB (setting MAX_IMAGE_BYTES). Send a smaller file.",
  ),
  tooLarge("TooManyPixels")(
    claim(12_000, 9000),
    "The picture has 12000 × 9000 pixels; at most 50 megapixels are accepted (setting MAX_IMAGE_PIXELS). Scale it down.",
  ),
  tooLarge("TooLongSide")(
    claim(30_000, 100),
    "The picture has 30000 × 100 pixels; a side may have at most 20000 (setting MAX_IMAGE_SIDE). Scale it down.",
  ),
  to("POST score", 413)(
    json({ input_data: ["", "", ""] }),
    "The request has 3 pictures; at most 2 are accepted (setting MAX_IMAGES_PER_REQUEST). Send several requests.",
    jsonType,
  ),
  query("top_k=abc")(cat, 'top_k must be a whole number from 1 to 999999; it is "abc".'),
  query("threshold=2")(cat, "threshold must be at most 1; it is 2."),
  query("function_to_apply=relu")(
    cat,
    'function_to_apply must be "softmax", "sigmoid" or "none"; it is "relu".',
  ),
  query("async=yes")(cat, 'async must be true or false; it is "yes".'),
  to(
    "POST classify?async=true&callback_url=https://example.org",
    400,
    "CallbacksOff",
  )(
    cat,
    "This service calls nobody back, because its setting CALLBACK_KEY is empty. Set it to a key of 16 characters or more.",
  ),
  to(
    `GET results/${unknownId}`,
    404,
    "ClassificationNotFound",
  )(
    undefined,
    `No result has the id ${unknownId}. Results are kept until they are deleted; check the id.`,
  ),
  to(
    "POST classify",
    400,
    "InvalidJson",
  )(
    "{'url': 1}",
    "The body is not valid JSON. Send JSON in UTF-8, with names and texts in double quotes.",
  ),
  batch(
    json({ container: "My Pictures" }),
    "container must have 3 to 63 lower-case letters, digits and single hyphens.",
  ),
];

const notUnderstood: Mistake[] = [
  query("topk=2")(cat, "There is no query parameter topk. Did you mean top_k?"),
  query("top-k=2")(cat, "There is no query parameter top-k. Did you mean top_k?"),
  query("treshold=0.5", "classify/url")(
    json({ url: "https://example.org/cat.jpg" }),
    "There is no query parameter treshold. Did you mean threshold?",
  ),
  to("POST score?top_k=2", 400)(
    json({ input_data: [base64] }),
    "There is no query parameter top_k here: this operation takes model, head.",
    jsonType,
  ),
  score(
    json({ input_data: [base64], params: { topK: 2 } }),
    "There is no parameter topK. Did you mean top_k?",
    jsonType,
  ),
  classify(
    json({ inputs: base64, parameters: { candidate_labels: ["cat", "dog"] } }),
    "There is no parameter candidate_labels here: the model has labels of its own, and cannot take others (zero-shot).",
  ),
  ...[{ top_k: 3 }, { parameters: { top_k: 3 } }].map((option) =>
    classify(
      json({ url: "https://example.org/cat.jpg", ...option }),
      `There is no field ${Object.keys(option).join()} here: put it into the query of the address.`,
    ),
  ),
  classify(
    json({ inputs: base64, top_k: 3 }),
    'There is no field top_k here: put it into "parameters".',
  ),
  batch(
    json({ container: "uploads", topk: 3 }),
    'The body has an unknown field "topk"; it takes top_k instead.',
  ),
];

for (const mistake of [...otherFiles, ...slipsWithCurl, ...wrongValues, ...notUnderstood]) {
  const { request, type, body, answer } = mistake;
  const [status, code, detail] = answer;
  test(`${request}: ${detail}`, async () => {
    const [method = "", path = ""] = request.split(" ");
    const headers = type === "" ? {} : { "content-type": type };
    const init = { method, headers, ...(body !== undefined && { body }) };
    const response = await fetch(`${url}/api/${path}`, init);
    const problem = Object(await response.json());
    assert.equal(problem.detail ?? problem.message, detail);
    assert.deepEqual([response.status, problem.code], [status, code]);
  });
}

test("a picture that is called JSON is a picture, and JSON without its type is JSON", async () => {
  const post = async (body: string | Uint8Array, type: string): Promise<unknown> => {
    const headers = { "content-type": type };
    const answer = await fetch(`${url}/api/classify?top_k=1`, { method: "POST", headers, body });
    assert.equal(answer.status, 200);
    return answer.json();
  };
  const labels = await post(cat, "image/jpeg");
  assert.deepEqual(await post(cat, jsonType), labels);
  assert.deepEqual(await post(json({ inputs: base64 }), curl), labels);
});

test("scores are asked for in the query as in the body", async () => {
  const inBody = json({ inputs: base64, parameters: { function_to_apply: "none" } });
  const asked = await fetch(`${url}/api/classify`, { method: "POST", body: inBody });
  const query = "function_to_apply=none";
  const labels = await fetch(`${url}/api/classify?${query}`, { method: "POST", body: cat });
  assert.deepEqual(await labels.json(), await asked.json());
});

test("an upload tells what was stored and where its row is, which has the same sentences", async () => {
  const body = bytes("\0\0\0\x18ftypheic");
  const stored = await fetch(`${url}/api/uploads/IMG_1.heic`, { method: "PUT", body });
  assert.equal(stored.status, 201);
  const { container, blob, etag, ...rest } = Object(await stored.json());
  const classification = String(rest.classification);
  assert.deepEqual([container, blob, typeof etag], ["uploads", "IMG_1.heic", "string"]);
  assert.equal(stored.headers.get("location"), classification);
  const row = await eventually(async () => {
    const answer = Object(await (await fetch(classification)).json());
    return answer.status === "failed" ? answer : undefined;
  });
  assert.equal(row.error.code, "UnsupportedImageFormat");
  assert.match(row.error.message, /^This is a HEIC picture \(iPhone\)\. /);
});
