import { crc32 } from "node:zlib";
import { damaged, type RandomAccessFile } from "./randomAccessFile.js";

/** One file inside a zip archive, stored as it is. */
export interface ZipEntry {
  /** Where its local header begins; its bytes follow that. */
  readonly headerOffset: number;
  /** In bytes. */
  readonly size: number;
  readonly crc32: number;
}

const signatures = {
  local: 0x04034b50,
  central: 0x02014b50,
  end: 0x06054b50,
  end64: 0x06064b50,
  end64Locator: 0x07064b50,
};
/** Bytes of a directory: a hundred thousand tensors. */
const MAX_DIRECTORY_BYTES = 16 * 1024 * 1024;

const maxUint32 = 0xffff_ffff;
const zip64ExtraField = 0x0001;

/**
 * Reads the directory of a zip archive (PKWARE's APPNOTE.TXT 6.3.10, sections 4.3 and 4.5.3), as
 * PyTorch writes it: zip64 where needed, entries neither compressed nor encrypted.
 *
 * @throws ClassifierError `InvalidCheckpoint`
 */
export async function readZipDirectory(file: RandomAccessFile): Promise<Map<string, ZipEntry>> {
  const { count, size, offset } = await findDirectory(file);
  if (size > MAX_DIRECTORY_BYTES) {
    const what = `has a zip directory of ${size} bytes`;
    throw damaged(file.name, `${what}; at most ${MAX_DIRECTORY_BYTES} are read`);
  }
  const directory = await file.read(offset, size);
  const entries = new Map<string, ZipEntry>();
  let at = 0;
  for (let i = 0; i < count; i++) {
    if (at + 46 > size || directory.readUInt32LE(at) !== signatures.central) {
      throw damaged(file.name, "has a damaged zip directory");
    }
    const nameLength = directory.readUInt16LE(at + 28);
    const extraLength = directory.readUInt16LE(at + 30);
    const next = at + 46 + nameLength + extraLength + directory.readUInt16LE(at + 32);
    if (next > size) throw damaged(file.name, "has a damaged zip directory");
    const name = directory.toString("utf8", at + 46, at + 46 + nameLength);
    const extra = directory.subarray(at + 46 + nameLength, at + 46 + nameLength + extraLength);
    const entry = toEntry(file, name, directory.subarray(at, at + 46), extra);
    if (entries.has(name)) throw damaged(file.name, `holds ${name} twice`);
    entries.set(name, entry);
    at = next;
  }
  return entries;
}

/** A part of an entry; all of it is checked against its checksum. */
export async function readZipEntry(
  file: RandomAccessFile,
  entry: ZipEntry,
  from = 0,
  length = entry.size,
): Promise<Buffer<ArrayBuffer>> {
  const header = await file.read(entry.headerOffset, 30);
  if (header.readUInt32LE(0) !== signatures.local) {
    throw damaged(file.name, "has a zip entry that is not where the directory says");
  }
  const start = entry.headerOffset + 30 + header.readUInt16LE(26) + header.readUInt16LE(28);
  const bytes = await file.read(start + from, length);
  if (length === entry.size && crc32(bytes) !== entry.crc32) {
    throw damaged(file.name, "is damaged: a checksum does not match");
  }
  return bytes;
}

function toEntry(file: RandomAccessFile, name: string, central: Buffer, extra: Buffer): ZipEntry {
  const flags = central.readUInt16LE(8);
  const method = central.readUInt16LE(10);
  if (method !== 0 || (flags & 1) !== 0) {
    throw damaged(file.name, `${name} is compressed or encrypted, which PyTorch never does`);
  }
  // In this order zip64 holds those of the three that do not fit into 32 bits.
  const wide = zip64Values(extra);
  const value = (short: number): number => (short === maxUint32 ? (wide.shift() ?? -1) : short);
  const size = value(central.readUInt32LE(24));
  const stored = value(central.readUInt32LE(20));
  const headerOffset = value(central.readUInt32LE(42));
  if (size < 0 || size !== stored || headerOffset < 0 || headerOffset + 30 + size > file.size) {
    throw damaged(file.name, `${name} does not lie within the file; it is cut short or damaged`);
  }
  return { headerOffset, size, crc32: central.readUInt32LE(16) };
}

function zip64Values(extra: Buffer): number[] {
  for (let at = 0; at + 4 <= extra.length;) {
    const end = at + 4 + extra.readUInt16LE(at + 2);
    if (end > extra.length) return [];
    if (extra.readUInt16LE(at) === zip64ExtraField) {
      const values: number[] = [];
      for (let i = at + 4; i + 8 <= end; i += 8) values.push(Number(extra.readBigUInt64LE(i)));
      return values;
    }
    at = end;
  }
  return [];
}

/** The end record stands in the last 22 bytes and a comment of at most 65,535 bytes. */
async function findDirectory(
  file: RandomAccessFile,
): Promise<{ count: number; size: number; offset: number }> {
  const tailLength = Math.min(file.size, 22 + 65_535);
  const tail = await file.read(file.size - tailLength, tailLength);
  const mark = Buffer.alloc(4);
  mark.writeUInt32LE(signatures.end);
  const at = tail.lastIndexOf(mark);
  if (at < 0 || at + 22 > tail.length) {
    throw damaged(file.name, "is cut short or no zip archive: it has no end record");
  }
  const short = {
    count: tail.readUInt16LE(at + 10),
    size: tail.readUInt32LE(at + 12),
    offset: tail.readUInt32LE(at + 16),
  };
  const locator = at - 20;
  if (locator < 0 || tail.readUInt32LE(locator) !== signatures.end64Locator) return short;
  const end64 = await file.read(Number(tail.readBigUInt64LE(locator + 8)), 56);
  if (end64.readUInt32LE(0) !== signatures.end64) {
    throw damaged(file.name, "has a damaged zip64 end record");
  }
  return {
    count: Number(end64.readBigUInt64LE(32)),
    size: Number(end64.readBigUInt64LE(40)),
    offset: Number(end64.readBigUInt64LE(48)),
  };
}
