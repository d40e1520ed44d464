import type { Random } from "../random.js";
import type { FuzzRequest } from "./requests.js";

/** Bodies that are long, long-winded, or that end before they are whole. */
export function longBody(random: Random): FuzzRequest {
  return random.pick([longList, manyParts, longText, broken, broken])(random);
}

/** Lists of up to a million of anything, closed or not. */
function longList(random: Random): FuzzRequest {
  const element = random.pick(["1", '""', "null", "[]", "{}", '"AAAA"', '{"a":1}']);
  const count = 10 ** (1 + random.below(6));
  const list = `[${`${element},`.repeat(count)}${element}${random.pick(["]", "]", ""])}`;
  const frame = `{"columns":["image"],"data":${list},"index":${list}}`;
  const input = random.pick([list, frame, list]);
  const path = random.pick(["score", "classify", "batches", "subscriptions"]);
  return toRequest(path, "application/json", `{"input_data":${input}}`);
}

/** Forms of many files and fields, with names of any length. */
function manyParts(random: Random): FuzzRequest {
  const name = "n".repeat(10 ** random.below(6));
  const file = random.pick(['; filename="a"', '; filename=""', ""]);
  const part = `--b\r\ncontent-disposition: form-data; name="${name}"${file}\r\n\r\nx\r\n`;
  const most = Math.ceil(4_000_000 / part.length);
  const count = Math.min(most, 10 ** random.below(6));
  const form = `${part.repeat(count)}${random.pick(["--b--\r\n", ""])}`;
  return toRequest("classify", "multipart/form-data; boundary=b", form);
}

/** Texts of many megabytes where one of a picture is expected. */
function longText(random: Random): FuzzRequest {
  const text = random.pick(["A", "\\u0000", "é", " ", "="]).repeat(10 ** (4 + random.below(4)));
  const json = random.pick([`{"inputs":"${text}"}`, `{"url":"http://${text}"}`, text]);
  return toRequest("classify", random.pick(["application/json", "image/jpeg"]), json);
}

/** Callers that stop sending, or leave. Some say how long they wait. */
function broken(random: Random): FuzzRequest {
  const whole = random.pick([longList, manyParts, longText])(random);
  const patience = random.pick(["200", "1", "5000"]);
  const manner = random.pick(["stalls", "leaves", "leaves"] as const);
  // A caller that stalls is answered when its time is over.
  const timeout = manner === "stalls" ? "200" : patience;
  const headers = { ...whole.headers, "x-timeout-ms": timeout };
  return { ...whole, headers, manner };
}

function toRequest(path: string, type: string, text: string): FuzzRequest {
  return { path, method: "POST", headers: { "content-type": type }, body: Buffer.from(text) };
}
