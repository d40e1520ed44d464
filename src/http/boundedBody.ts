/**
 * The bytes of a stream, read no further than the limit.
 *
 * @param stream of `Uint8Array` chunks
 * @param maxBytes of all chunks together
 * @param tooLarge makes the error that a longer stream ends with
 */
export async function readBounded(
  stream: AsyncIterable<unknown>,
  maxBytes: number,
  tooLarge: () => Error,
): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of stream) {
    if (!(chunk instanceof Uint8Array)) throw new TypeError("Expected bytes");
    length += chunk.byteLength;
    if (length > maxBytes) throw tooLarge();
    chunks.push(chunk);
  }
  return Buffer.concat(chunks, length);
}
