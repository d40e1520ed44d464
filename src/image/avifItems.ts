import { ByteReader } from "./byteReader.js";
import { BoxCounter, invalidAvif, readVersion, type Box } from "./boxes.js";

/** Items, references and properties of one file; the largest grid that makes sense has 256 tiles. */
const MOST_ITEMS = 1024;
const MOST_REFERENCES = 4096;

export interface Item {
  readonly type: string;
  /** Where the type stands in the file. */
  readonly typeAt: number;
  /** Width and height in pixels by its `ispe`, the largest where there are several. */
  readonly sizes: Size[];
  readonly apertures: Size[];
  /** Items that it is derived from (`dimg`), in order, with repetitions. */
  readonly inputs: number[];
  /** Its bytes in the file, one part after the other. */
  readonly parts: Uint8Array[];
}

export interface Size {
  readonly width: number;
  readonly height: number;
}

export interface AvifItems {
  readonly primary: number;
  readonly items: ReadonlyMap<number, Item>;
}

/** The items of the `meta` box and what is said of them (ISO/IEC 14496-12, 8.11; 23008-12, 9.3). */
export function readItems(meta: ByteReader, file: Uint8Array, counter: BoxCounter): AvifItems {
  readVersion(meta);
  const boxes = new Map<string, Box>();
  for (const box of counter.read(meta)) {
    if (boxes.has(box.type) && box.type !== "free") throw invalidAvif(`has two boxes ${box.type}`);
    boxes.set(box.type, box);
  }
  const content = (type: string): ByteReader => {
    const box = boxes.get(type);
    if (!box) throw invalidAvif(`has no box ${type}`);
    return box.content;
  };
  const items = readInfos(content("iinf"), counter);
  if (boxes.has("iref")) readReferences(content("iref"), items, counter);
  readProperties(content("iprp"), items, counter);
  readLocations(content("iloc"), items, file, boxes.get("idat")?.content);
  const pitm = content("pitm");
  const primary = pitm.number(readVersion(pitm).version === 0 ? 2 : 4);
  return { primary, items };
}

function readInfos(iinf: ByteReader, counter: BoxCounter): Map<number, Item> {
  const items = new Map<number, Item>();
  const count = iinf.number(readVersion(iinf).version === 0 ? 2 : 4);
  if (count > MOST_ITEMS) throw invalidAvif("has too many items");
  for (const { type, content } of counter.read(iinf)) {
    if (type !== "infe") continue;
    const { version } = readVersion(content);
    if (version < 2) throw invalidAvif("has items of an old form");
    const id = content.number(version === 2 ? 2 : 4);
    content.skip(2);
    const typeAt = content.at;
    if (items.has(id)) throw invalidAvif("has two items of one number");
    const lists = { sizes: [], apertures: [], inputs: [], parts: [] };
    items.set(id, { type: content.text(4), typeAt, ...lists });
    if (items.size > MOST_ITEMS) throw invalidAvif("has too many items");
  }
  return items;
}

function readReferences(iref: ByteReader, items: Map<number, Item>, counter: BoxCounter): void {
  const idBytes = readVersion(iref).version === 0 ? 2 : 4;
  let total = 0;
  for (const { type, content } of counter.read(iref)) {
    const from = content.number(idBytes);
    const count = content.number(2);
    total += count;
    if (total > MOST_REFERENCES) throw invalidAvif("has too many references");
    for (let i = 0; i < count; i++) {
      const to = content.number(idBytes);
      if (type === "dimg") items.get(from)?.inputs.push(to);
    }
  }
}

function readProperties(iprp: ByteReader, items: Map<number, Item>, counter: BoxCounter): void {
  const parts = counter.read(iprp);
  const properties = parts
    .filter(({ type }) => type === "ipco")
    .flatMap(({ content }) => counter.read(content))
    .map(({ type, content }) => ({ type, size: readSize(type, content) }));
  let total = 0;
  for (const { content } of parts.filter(({ type }) => type === "ipma")) {
    const { version, flags } = readVersion(content);
    const entries = content.number(4);
    for (let i = 0; i < entries; i++) {
      const item = items.get(content.number(version === 0 ? 2 : 4));
      const count = content.number(1);
      total += count;
      if (total > MOST_REFERENCES) throw invalidAvif("has too many properties");
      for (let j = 0; j < count; j++) {
        const wide = flags % 2 === 1;
        const index = content.number(wide ? 2 : 1) & (wide ? 0x7fff : 0x7f);
        const { type, size } = properties[index - 1] ?? {};
        if (size) item?.[type === "clap" ? "apertures" : "sizes"].push(size);
      }
    }
  }
}

/** Of `ispe`; of `clap` with its fractions rounded up. */
function readSize(type: string, content: ByteReader): Size | undefined {
  if (type === "ispe") {
    readVersion(content);
    return { width: content.number(4), height: content.number(4) };
  }
  if (type !== "clap") return undefined;
  const fraction = (): number => Math.ceil(content.number(4) / content.number(4));
  return { width: fraction(), height: fraction() };
}

/** ISO/IEC 14496-12, 8.11.3. */
function readLocations(
  iloc: ByteReader,
  items: Map<number, Item>,
  file: Uint8Array,
  idat: ByteReader | undefined,
): void {
  const { version } = readVersion(iloc);
  const sizes = iloc.number(1);
  const more = iloc.number(1);
  const [offsetBytes, lengthBytes, baseBytes] = [sizes >> 4, sizes & 15, more >> 4];
  const indexBytes = version === 0 ? 0 : more & 15;
  const count = iloc.number(version < 2 ? 2 : 4);
  if (count > MOST_ITEMS) throw invalidAvif("has too many items");
  let total = 0;
  for (let i = 0; i < count; i++) {
    const item = items.get(iloc.number(version < 2 ? 2 : 4));
    const method = version === 0 ? 0 : iloc.number(2) & 15;
    iloc.skip(2);
    const base = iloc.number(baseBytes);
    const extents = iloc.number(2);
    total += extents;
    if (method > 1 || total > MOST_REFERENCES) throw invalidAvif("keeps its items in an odd way");
    for (let j = 0; j < extents; j++) {
      iloc.number(indexBytes);
      const start = (method === 1 ? (idat?.at ?? 0) : 0) + base + iloc.number(offsetBytes);
      const length = iloc.number(lengthBytes) || file.byteLength - start;
      // What is cut off is the decoder's to say.
      item?.parts.push(file.subarray(start, start + length));
    }
  }
}
