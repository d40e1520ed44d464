interface SentPicture {
  readonly name: string;
  readonly url?: string;
  /** Where a file is to be had that is not on the person's machine. */
  readonly sample?: string;
}

/** A request that programs can send as the page did. */
export interface Sending {
  /** The absolute address of `classify`, with its query. */
  readonly address: string;
  /** One picture by its URL or file, or the files of a form. */
  readonly pictures: readonly SentPicture[];
  /** Whether the service asks for a key. The code reads it from the environment. */
  readonly wantsKey: boolean;
  /** Whether the answer is 202, and the labels come later. */
  readonly background: boolean;
}

/** How to write the request, by language. */
export const languages: Readonly<Record<string, (sending: Sending) => string>> = {
  curl: toCurl,
  python: toPython,
  typescript: toTypeScript,
};

const names = ({ pictures }: Sending): string[] => pictures.map(({ name }) => name);
const quoted = (text: unknown): string => JSON.stringify(text);

/** Joins the lines that apply. */
const lines = (...all: readonly (string | false)[]): string =>
  all.filter((line) => line !== false).join("\n");

function toCurl(sending: Sending): string {
  const { address, pictures, wantsKey, background } = sending;
  const [first] = pictures;
  const body = first?.url
    ? ["-H 'content-type: application/json'", `--data ${toWord(quoted({ url: first.url }))}`]
    : pictures.length > 1
      ? names(sending).map((name) => `-F ${toWord(`file=@${toFormName(name)}`)}`)
      : [`--data-binary ${toWord(`@${first?.name}`)}`];
  const key = wantsKey ? ['-H "x-functions-key: $FUNCTIONS_KEY"'] : [];
  const command = [`curl ${background ? "--include " : ""}${toWord(address)}`, ...key, ...body];
  return lines(
    first?.sample !== undefined && `curl -O ${toWord(first.sample)}`,
    command.join(" \\\n  "),
    background && "# 202: get the address in Location until it answers 200.",
  );
}

function toPython(sending: Sending): string {
  const { address, pictures, wantsKey, background } = sending;
  const [first] = pictures;
  const open = (name: string): string => `open(${quoted(name)}, "rb")`;
  const files = names(sending).map((name) => `        ("file", ${open(name)}),`);
  return lines(
    first?.sample !== undefined && `# The picture: curl -O ${toWord(first.sample)}`,
    wantsKey && "import os",
    background && "import time",
    (wantsKey || background) && "",
    "import requests",
    "",
    "answer = requests.post(",
    `    ${quoted(address)},`,
    wantsKey && '    headers={"x-functions-key": os.environ["FUNCTIONS_KEY"]},',
    first?.url
      ? `    json={"url": ${quoted(first.url)}},`
      : pictures.length > 1
        ? ["    files=[", ...files, "    ],"].join("\n")
        : `    data=${open(first?.name ?? "")},`,
    ")",
    background && "while answer.status_code == 202:",
    background && "    time.sleep(1)",
    background && '    answer = requests.get(answer.headers["Location"])',
    "answer.raise_for_status()",
    "print(answer.json())",
  );
}

function toTypeScript(sending: Sending): string {
  const { address, pictures, wantsKey, background } = sending;
  const [first] = pictures;
  const isForm = pictures.length > 1;
  const headers = [
    ...(first?.url ? ['"content-type": "application/json"'] : []),
    ...(wantsKey ? ['"x-functions-key": process.env.FUNCTIONS_KEY ?? ""'] : []),
  ].join(", ");
  return lines(
    first?.sample !== undefined && `// The picture: curl -O ${toWord(first.sample)}`,
    !first?.url && 'import { readFile } from "node:fs/promises";\n',
    isForm && "const form = new FormData();",
    isForm && `for (const name of [${names(sending).map(quoted).join(", ")}]) {`,
    isForm && '  form.append("file", new Blob([await readFile(name)]), name);',
    isForm && "}",
    `${background ? "let" : "const"} answer = await fetch(${quoted(address)}, {`,
    '  method: "POST",',
    headers !== "" && `  headers: { ${headers} },`,
    first?.url
      ? `  body: JSON.stringify({ url: ${quoted(first.url)} }),`
      : `  body: ${isForm ? "form" : `await readFile(${quoted(first?.name)})`},`,
    "});",
    background && "while (answer.status === 202) {",
    background && "  await new Promise((resolve) => setTimeout(resolve, 1000));",
    background && '  answer = await fetch(answer.headers.get("location") ?? "");',
    background && "}",
    "if (!answer.ok) throw new Error(await answer.text());",
    "console.log(JSON.stringify(await answer.json(), undefined, 2));",
  );
}

/** A word of a POSIX shell. */
function toWord(text: string): string {
  return /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", String.raw`'\''`)}'`;
}

/** A file name in a form of curl, to which commas and semicolons mean something. */
function toFormName(name: string): string {
  return /[,;"\\]/.test(name) ? `"${name.replaceAll(/["\\]/g, String.raw`\$&`)}"` : name;
}
