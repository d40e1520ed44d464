/**
 * The bytes in their own buffer, which can move to the thread without a copy. Small Buffers of Node
 * share one buffer, and moving that would empty the others.
 */
export function own(picture: Uint8Array): Uint8Array<ArrayBuffer> {
  const { buffer, byteLength } = picture;
  const alone = buffer instanceof ArrayBuffer && buffer.byteLength === byteLength;
  return alone ? new Uint8Array(buffer) : new Uint8Array(picture);
}
