/**
 * Protocol Buffers' wire format (https://protobuf.dev/programming-guides/encoding): a message is the
 * concatenation of its fields. Each function here makes the bytes of one field; what is undefined or
 * empty makes none.
 */

export type Field = Uint8Array;

const wireTypes = { varint: 0, length: 2, fixed32: 5 };

export function message(...fields: readonly Field[]): Uint8Array {
  return Buffer.concat(fields);
}

/** An int32, int64 or enum. */
export function integer(field: number, value: number | bigint): Field {
  return Uint8Array.from([...tag(field, wireTypes.varint), ...varint(BigInt(value))]);
}

export function float(field: number, value: number): Field {
  const bytes = Buffer.alloc(4);
  bytes.writeFloatLE(value);
  return Buffer.concat([Uint8Array.from(tag(field, wireTypes.fixed32)), bytes]);
}

/** Bytes, or a message inside of the message. */
export function bytes(field: number, value: Uint8Array): Field {
  const head = [...tag(field, wireTypes.length), ...varint(BigInt(value.length))];
  return Buffer.concat([Uint8Array.from(head), value]);
}

export function string(field: number, value: string): Field {
  return bytes(field, Buffer.from(value));
}

/** Repeated integers in one field, as proto3 packs them. */
export function integers(field: number, values: readonly (number | bigint)[]): Field {
  return bytes(field, Uint8Array.from(values.flatMap((value) => varint(BigInt(value)))));
}

function tag(field: number, wireType: number): number[] {
  return varint(BigInt((field << 3) | wireType));
}

/** Seven bits a byte, the lowest first; negative numbers as 64-bit two's complement. */
function varint(value: bigint): number[] {
  const result: number[] = [];
  let rest = BigInt.asUintN(64, value);
  while (rest > 0x7fn) {
    result.push(Number(rest & 0x7fn) | 0x80);
    rest >>= 7n;
  }
  result.push(Number(rest));
  return result;
}

/** The fields of a message one after the other; of numbers that are no varint, the bytes. */
export function* readFields(
  data: Buffer,
): Generator<{ readonly field: number; readonly value: bigint | Buffer }> {
  let at = 0;
  const readVarint = (): bigint => {
    for (let value = 0n, shift = 0n; ; shift += 7n) {
      const byte = data.readUInt8(at++);
      value |= BigInt(byte & 0x7f) << shift;
      if (byte < 0x80) return value;
      if (shift > 63n) throw new RangeError("A varint has more than ten bytes");
    }
  };
  const take = (length: number): Buffer => {
    if (length > data.length - at) throw new RangeError("A field does not end within its message");
    return data.subarray(at, (at += length));
  };
  while (at < data.length) {
    const head = Number(readVarint());
    const field = head >>> 3;
    const wireType = head & 7;
    if (wireType === wireTypes.varint) yield { field, value: readVarint() };
    else if (wireType === wireTypes.length) yield { field, value: take(Number(readVarint())) };
    else if (wireType === wireTypes.fixed32) yield { field, value: take(4) };
    else if (wireType === 1) yield { field, value: take(8) };
    else throw new RangeError(`Wire type ${wireType} does not exist`);
  }
}
