/**
 * Reads the bytes of a stream up to a limit.
 *
 * @param stream chunks of type `Uint8Array`
 * @param maxBytes maximum of all chunks together
 * @param tooLarge creates the error for a longer stream
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
