import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";

/** One request of a file for editors. */
export interface FileRequest {
  /** What stands after `###`. */
  readonly title: string;
  /** For `{{name.response.body.$.id}}` in later requests. */
  readonly name: string | undefined;
  readonly method: string;
  readonly url: string;
  readonly headers: readonly (readonly [name: string, value: string])[];
  readonly body: Buffer | undefined;
}

/**
 * Reads a `.http` file as editors do: requests between `###`, variables (`@host = …`), names
 * (`# @name …`), and lines `< path`, in whose place the bytes of a file go.
 *
 * @param given values of variables, instead of those of the file
 */
export function readHttpFile(path: string, given: Readonly<Record<string, string>>): FileRequest[] {
  const [preamble = "", ...parts] = readFileSync(path, "utf8").split(/^### */m);
  const variables = new Map(
    [...preamble.matchAll(/^@(\w+) *= *(.+)$/gm)].map(([, name = "", value = ""]) => [name, value]),
  );
  for (const [name, value] of Object.entries(given)) variables.set(name, value);
  return parts.map((part) => {
    const text = part.replaceAll(
      /\{\{(\w+)\}\}/g,
      (all, name: string) => variables.get(name) ?? all,
    );
    return toRequest(text, dirname(path));
  });
}

function toRequest(text: string, folder: string): FileRequest {
  const [title = "", ...lines] = text.trimEnd().split("\n");
  const name = lines.map((line) => /^# @name (\w+)$/.exec(line)?.[1]).find(Boolean);
  const sent = lines.filter((line) => !line.startsWith("#"));
  const [method = "", url = ""] = sent[0]?.split(" ") ?? [];
  const blank = sent.indexOf("");
  const headers = sent.slice(1, blank < 0 ? undefined : blank).map((line) => {
    const [name = "", ...value] = line.split(": ");
    return [name, value.join(": ")] as const;
  });
  const body = blank < 0 ? undefined : toBody(sent.slice(blank + 1), folder);
  return { title, name, method, url, headers, body };
}

function toBody(lines: readonly string[], folder: string): Buffer {
  const parts = lines.map((line) => {
    const [, file] = /^< (.+)$/.exec(line) ?? [];
    return file === undefined ? Buffer.from(line) : readFileSync(join(folder, file));
  });
  // Between lines, but not after the last.
  return Buffer.concat(
    parts.flatMap((part, i) => (i === 0 ? [part] : [Buffer.from("\r\n"), part])),
  );
}
