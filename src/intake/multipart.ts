import { setImmediate as turn } from "node:timers/promises";
import { Busboy, type BusboyInstance } from "@fastify/busboy";
import { ClassifierError } from "../errors.js";
import { isFileName } from "./fileName.js";
import type { Settings } from "../settings.js";
import { pictureTooLarge, tooManyPictures } from "../tooLarge.js";

/** Bytes of one write: half of what a part's stream buffers. */
const SLICE = 8192;

/** A file of a form, with its name from the caller. */
export interface NamedPicture {
  readonly name: string;
  readonly picture: Uint8Array;
}

/** A field of a form that is no file. */
interface FormText {
  readonly name: string;
  readonly text: string;
}

/** Limits for fields without a file, far above what a form with pictures needs. */
const FIELDS = { fields: 100, fieldNameSize: 1000, fieldSize: 10_000, headerPairs: 50 };

/**
 * Reads the files of a `multipart/form-data` body (RFC 7578) in order. Fields without a file are
 * ignored. The parser stops at the first limit that the form exceeds.
 *
 * @param body the bytes as they arrive
 * @param contentType header with the boundary
 * @throws ClassifierError `InvalidRequest`, `TooManyImages`, `ImageTooLarge`; errors of `body`
 */
export async function readFiles(
  body: AsyncIterable<Uint8Array>,
  contentType: string,
  { maxImagesPerRequest, maxImageBytes }: Settings,
): Promise<NamedPicture[]> {
  const form = openForm(contentType, {
    ...FIELDS,
    files: maxImagesPerRequest,
    // One byte more than allowed shows that the file is too large.
    fileSize: maxImageBytes + 1,
    parts: maxImagesPerRequest + FIELDS.fields,
  });
  const files: NamedPicture[] = [];
  const texts: FormText[] = [];
  const failures: ClassifierError[] = [];
  let settle = (): void => undefined;
  const settled = new Promise<void>((resolve) => (settle = resolve));
  const fail = (error: ClassifierError): void => {
    failures.push(error);
    settle();
  };
  form.on("file", (_, stream, name) => {
    const index = files.length;
    const chunks: Buffer[] = [];
    files.push({ name, picture: new Uint8Array() });
    stream.on("data", (chunk: Buffer) => chunks.push(chunk));
    // The form ends within the file.
    stream.on("error", (cause) => fail(unreadable(cause)));
    stream.on("end", () => {
      const picture = Buffer.concat(chunks);
      files[index] = { name, picture };
      if (picture.byteLength > maxImageBytes)
        fail(pictureTooLarge(maxImageBytes).at("files", index));
    });
  });
  form.on("field", (name, text) => void texts.push({ name, text }));
  form.on("filesLimit", () => fail(tooManyPictures(maxImagesPerRequest)));
  form.on("partsLimit", () => fail(invalid("The form has too many parts. Send fewer.")));
  form.on("fieldsLimit", () =>
    fail(invalid("The form has too many fields without a file. Send only files.")),
  );
  form.on("error", (cause) => fail(unreadable(cause)));
  form.once("finish", settle);
  for await (const slice of slicesOf(body)) {
    form.write(slice);
    // Other requests get a turn, also while chunks arrive faster than they are parsed.
    await turn();
    if (failures.length > 0) break;
  }
  if (failures.length === 0) {
    form.end();
    await settled;
  }
  const [failure] = failures;
  if (failure) throw failure;
  if (files.length === 0) throw noFile(texts);
  return files;
}

/** Busboy waits for ever after a write that fills the buffer of a part which it passes over. */
async function* slicesOf(body: AsyncIterable<Uint8Array>): AsyncGenerator<Buffer> {
  for await (const chunk of body) {
    for (let at = 0; at < chunk.byteLength; at += SLICE) {
      yield Buffer.from(
        chunk.buffer,
        chunk.byteOffset + at,
        Math.min(SLICE, chunk.byteLength - at),
      );
    }
  }
}

function openForm(contentType: string, limits: object): BusboyInstance {
  try {
    return new Busboy({ headers: { "content-type": contentType }, limits, preservePath: true });
  } catch (cause) {
    throw unreadable(cause);
  }
}

const invalid = (detail: string, cause?: unknown): ClassifierError =>
  new ClassifierError("InvalidRequest", detail, { cause });

/** Without its `@`, curl sends the name of a file as a text. */
function noFile([first]: readonly FormText[]): ClassifierError {
  if (!first || !isFileName(first.text)) {
    return invalid("The form has no file. Send each picture as a file field.");
  }
  const { name, text } = first;
  return invalid(
    `The form has the text ${text}, not a file: curl needs @ before the name of a file (-F ${name}=@${text}).`,
  );
}

const unreadable = (cause: unknown): ClassifierError =>
  invalid("The form cannot be read. Send multipart/form-data with a boundary.", cause);
