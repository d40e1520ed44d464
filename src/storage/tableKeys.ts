import { createHash } from "node:crypto";

/** Table keys of the row of one blob. */
export interface TableKeys {
  readonly partitionKey: string;
  readonly rowKey: string;
}

/** Azure's limit is 1 KiB of UTF-16, which is 512 characters. */
const LONGEST_ENCODING = 512;
const DIGEST_MARK = "!!";

/**
 * The Table keys of a blob.
 *
 * PartitionKey: the container, `~` (which no container name has) and one hex digit of the blob
 * name's SHA-256. A partition takes 2,000 entities per second and an account 20,000 (Azure Storage
 * scalability targets), so sixteen partitions reach the limit of the account for any blob names.
 * Sixteen range queries still read a whole container.
 *
 * RowKey: the blob name, with every UTF-8 byte outside `A-Z a-z 0-9 . _ -` as `!` and two hex
 * digits: `2024/cat 1.jpg` becomes `2024!2Fcat!201.jpg`. Table keys forbid `/ \ # ?` and control
 * characters, and `%` breaks some clients. {@link fromRowKey} decodes it. If the encoding is longer
 * than 512 characters, the key is its beginning, `!!` and the SHA-256 of the name. Such a key is
 * still unique, but only the column `blobName` has the name.
 *
 * @param blobName 1 to 1,024 characters
 */
export function toTableKeys(container: string, blobName: string): TableKeys {
  const digest = createHash("sha256").update(blobName).digest("hex");
  const encoded = encode(blobName);
  const kept = LONGEST_ENCODING - DIGEST_MARK.length - digest.length;
  return {
    partitionKey: `${container}~${digest.slice(0, 1)}`,
    rowKey:
      encoded.length <= LONGEST_ENCODING ? encoded : encoded.slice(0, kept) + DIGEST_MARK + digest,
  };
}

/**
 * Decodes the blob name of a RowKey.
 *
 * @returns undefined for the key of a name that was too long
 */
export function fromRowKey(rowKey: string): string | undefined {
  if (rowKey.includes(DIGEST_MARK)) return undefined;
  return decodeURIComponent(rowKey.replaceAll("!", "%"));
}

function encode(name: string): string {
  return encodeURIComponent(name)
    .replaceAll(
      /[!'()*~]/g,
      (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
    )
    .replaceAll("%", "!");
}
