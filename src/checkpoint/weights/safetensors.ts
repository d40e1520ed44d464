import { z } from "zod";
import { toFloat32, type ElementType } from "./elementType.js";
import {
  damaged,
  MAX_DESCRIPTION_BYTES,
  openRandomAccess,
  type RandomAccessFile,
} from "./randomAccessFile.js";
import type { Tensors } from "./tensors.js";
import { firstIssue } from "../../firstIssue.js";

/** The weights, … */
const elementTypes = new Map<string, ElementType>([
  ["F32", "float32"],
  ["F16", "float16"],
  ["BF16", "bfloat16"],
]);
/** … and bytes per element of every type that the format knows. */
const elementBytes = new Map([
  ...["BOOL", "U8", "I8", "F8_E5M2", "F8_E4M3"].map((type) => [type, 1] as const),
  ...["I16", "U16", "F16", "BF16"].map((type) => [type, 2] as const),
  ...["I32", "U32", "F32"].map((type) => [type, 4] as const),
  ...["I64", "U64", "F64"].map((type) => [type, 8] as const),
]);

const whole = z.number().int().nonnegative();
const entrySchema = z.strictObject({
  dtype: z.string(),
  shape: z.array(whole).max(16),
  data_offsets: z.tuple([whole, whole]),
});

interface Entry {
  readonly dtype: string;
  readonly shape: readonly number[];
  /** From the start of the file. */
  readonly offset: number;
  readonly length: number;
}

/**
 * Opens a safetensors file: 8 bytes with the length of a JSON header, the header, then the tensors
 * without gap or overlap (https://github.com/huggingface/safetensors, "Format").
 *
 * @throws ClassifierError `InvalidCheckpoint`
 */
export async function openSafetensors(path: string): Promise<Tensors> {
  const file = await openRandomAccess(path);
  try {
    const entries = await readEntries(file);
    const floats = [...entries].filter(([, { dtype }]) => elementTypes.has(dtype));
    return {
      shapes: new Map(floats.map(([name, { shape }]) => [name, shape])),
      async read(name) {
        const entry = entries.get(name);
        const type = entry && elementTypes.get(entry.dtype);
        if (!type) throw damaged(file.name, `has no float tensor ${name}`);
        return toFloat32(await file.read(entry.offset, entry.length), type);
      },
      close: () => file.close(),
    };
  } catch (error) {
    await file.close();
    throw error;
  }
}

async function readEntries(file: RandomAccessFile): Promise<Map<string, Entry>> {
  const headerBytes = (await file.read(0, 8)).readBigUInt64LE();
  if (headerBytes > MAX_DESCRIPTION_BYTES || headerBytes > file.size - 8) {
    throw damaged(file.name, `states a header of ${headerBytes} bytes, which is too long`);
  }
  const start = 8 + Number(headerBytes);
  const entries = new Map<string, Entry>();
  for (const [name, json] of Object.entries(parse(file, await file.read(8, start - 8)))) {
    if (name !== "__metadata__") entries.set(name, toEntry(file, name, json, start));
  }
  // Each byte belongs to one tensor: nothing can hide between them, and no two can share bytes.
  let end = start;
  for (const [name, entry] of [...entries].toSorted(([, a], [, b]) => a.offset - b.offset)) {
    if (entry.length > 0 && entry.offset !== end) {
      throw damaged(file.name, `${name}: does not begin where the tensor before it ends`);
    }
    end += entry.length;
  }
  if (end !== file.size) throw damaged(file.name, "does not end with its last tensor");
  return entries;
}

function toEntry(file: RandomAccessFile, name: string, json: unknown, start: number): Entry {
  const { data, error } = entrySchema.safeParse(json);
  if (error) throw damaged(file.name, `${name}: ${firstIssue(error, "the entry")}`);
  const width = elementBytes.get(data.dtype);
  if (!width) throw damaged(file.name, `${name}: has the unknown element type ${data.dtype}`);
  const [begin, end] = data.data_offsets;
  const length = data.shape.reduce((product, side) => product * side, width);
  if (end - begin !== length) {
    throw damaged(
      file.name,
      `${name}: ${end - begin} bytes do not fit shape [${data.shape.join(", ")}]`,
    );
  }
  return { dtype: data.dtype, shape: data.shape, offset: start + begin, length };
}

function parse(file: RandomAccessFile, header: Buffer): object {
  try {
    const json: unknown = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(header));
    if (typeof json === "object" && json !== null && !Array.isArray(json)) return json;
  } catch (cause) {
    throw damaged(file.name, "has a header that is not JSON", cause);
  }
  throw damaged(file.name, "has a header that is not a JSON object");
}
