/** The element types of a checkpoint's weights: IEEE 754 single and half precision, and bfloat16. */
export type ElementType = "float32" | "float16" | "bfloat16";

export function bytesPerElement(type: ElementType): number {
  return type === "float32" ? 4 : 2;
}

/** Widens little-endian elements to float32, which holds every value of the other two exactly. */
export function toFloat32(
  bytes: Uint8Array<ArrayBuffer>,
  type: ElementType,
): Float32Array<ArrayBuffer> {
  if (type === "float32") return new Float32Array(aligned(bytes, 4));
  const halves = new Uint16Array(aligned(bytes, 2));
  const floats = new Float32Array(halves.length);
  const bits = new Uint32Array(floats.buffer);
  if (type === "bfloat16") halves.forEach((half, i) => (bits[i] = half << 16));
  else halves.forEach((half, i) => (bits[i] = halfTable()[half] ?? 0));
  return floats;
}

/** The bytes as a buffer of their own, which typed arrays of wider elements can start at. */
function aligned(bytes: Uint8Array<ArrayBuffer>, width: number): ArrayBuffer {
  const whole = bytes.byteOffset === 0 && bytes.byteLength === bytes.buffer.byteLength;
  if (bytes.byteLength % width !== 0) throw new RangeError("A part of an element is left over");
  return whole ? bytes.buffer : bytes.slice().buffer;
}

let table: Uint32Array | undefined;

/** The float32 bits of each of the 65,536 half-precision numbers. */
function halfTable(): Uint32Array {
  table ??= new Uint32Array(new Float32Array(65_536).map((_, half) => widen(half)).buffer);
  return table;
}

/** IEEE 754 binary16: a sign bit, 5 bits of exponent with bias 15, 10 bits of fraction. */
function widen(half: number): number {
  const sign = half & 0x8000 ? -1 : 1;
  const exponent = (half >> 10) & 0x1f;
  const fraction = (half & 0x3ff) / 1024;
  if (exponent === 0) return sign * fraction * 2 ** -14;
  if (exponent === 31) return fraction === 0 ? sign * Number.POSITIVE_INFINITY : Number.NaN;
  return sign * (1 + fraction) * 2 ** (exponent - 15);
}
