/** Reads what protobuf.ts writes: a message as its fields. */

import { wireTypes } from "./protobuf.js";

export interface FieldRead {
  readonly field: number;
  /** The bytes of a fixed-width number, string or message; else the varint. */
  readonly value: bigint | Buffer;
  /** The whole field with its number and length, for copying. */
  readonly raw: Buffer;
}

/**
 * Reads the fields of a message one after another.
 *
 * @throws RangeError where the bytes are no message
 */
export function* readFields(data: Buffer): Generator<FieldRead> {
  let at = 0;
  const varint = (): bigint => {
    const { value, end } = readVarint(data, at);
    at = end;
    return value;
  };
  const take = (length: number): Buffer => {
    if (length > data.length - at) throw new RangeError("A field does not end within its message");
    return data.subarray(at, (at += length));
  };
  const readValue = (wireType: number): bigint | Buffer => {
    if (wireType === wireTypes.varint) return varint();
    if (wireType === wireTypes.length) return take(Number(varint()));
    if (wireType === wireTypes.fixed32) return take(4);
    if (wireType === wireTypes.fixed64) return take(8);
    throw new RangeError(`Wire type ${wireType} does not exist`);
  };
  while (at < data.length) {
    const start = at;
    const head = Number(varint());
    const value = readValue(head & 7);
    yield { field: head >>> 3, value, raw: data.subarray(start, at) };
  }
}

/** The values of a field that are bytes, strings or messages. */
export function readMessages(data: Buffer, field: number): Buffer[] {
  return [...readFields(data)].flatMap((item) =>
    item.field === field && Buffer.isBuffer(item.value) ? [item.value] : [],
  );
}

/** Every string of a field. */
export function readStrings(data: Buffer, field: number): string[] {
  return readMessages(data, field).map((value) => value.toString("utf8"));
}

/** Reads a string; empty by default, as in proto3. */
export function readString(data: Buffer, field: number): string {
  return readStrings(data, field)[0] ?? "";
}

/** Every int64 of a field, whether they are packed or not. */
export function readIntegers(data: Buffer, field: number): number[] {
  const values: bigint[] = [];
  for (const item of readFields(data)) {
    if (item.field !== field) continue;
    if (!Buffer.isBuffer(item.value)) {
      values.push(item.value);
      continue;
    }
    for (let at = 0; at < item.value.length;) {
      const { value, end } = readVarint(item.value, at);
      values.push(value);
      at = end;
    }
  }
  return values.map((value) => Number(BigInt.asIntN(64, value)));
}

/** Reads an int64 or enum; 0 by default, as in proto3. */
export function readInteger(data: Buffer, field: number): number {
  return readIntegers(data, field)[0] ?? 0;
}

function readVarint(data: Buffer, start: number): { value: bigint; end: number } {
  let end = start;
  for (let value = 0n, shift = 0n; ; shift += 7n) {
    const byte = data.readUInt8(end++);
    value |= BigInt(byte & 0x7f) << shift;
    if (byte < 0x80) return { value, end };
    if (shift > 63n) throw new RangeError("A varint has more than ten bytes");
  }
}
