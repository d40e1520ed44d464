import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";

/** The SHA-256 of a file, in hex. */
export async function sha256(path: string): Promise<string> {
  const hash = createHash("sha256");
  for await (const chunk of createReadStream(path, { highWaterMark: 1 << 20 })) hash.update(chunk);
  return hash.digest("hex");
}

/** The SHA-256 of bytes in memory or of a text in UTF-8, in hex. */
export function sha256OfBytes(data: Uint8Array | string): string {
  return createHash("sha256").update(data).digest("hex");
}
