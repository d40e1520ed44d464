/**
 * Protocol Buffers' wire format (https://protobuf.dev/programming-guides/encoding): a message is the
 * concatenation of its fields. Each function here makes the bytes of one field; what is undefined or
 * empty makes none.
 */

export type Field = Uint8Array;

export const wireTypes = { varint: 0, fixed64: 1, length: 2, fixed32: 5 } as const;

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
