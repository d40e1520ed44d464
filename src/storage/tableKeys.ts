import { createHash } from "node:crypto";

/** Keys of the row of one blob. */
export interface TableKeys {
  readonly partitionKey: string;
  readonly rowKey: string;
}

/** Azure's limit is 1 KiB of UTF-16, so 512 characters; this leaves room for the digest. */
const LONGEST_ENCODING = 512;
const DIGEST_MARK = "!!";

/**
 * The Table keys of a blob.
 *
 * PartitionKey: the container, `~` (which no container name holds) and one hex digit of the blob
 * name's SHA-256. One partition takes 2,000 entities a second and one account 20,000 (Azure Storage
 * scalability targets), so sixteen partitions reach the account's limit whatever the blobs are
 * called, and a container is still read by sixteen range queries.
 *
 * RowKey: the blob's name with every UTF-8 byte outside `A-Z a-z 0-9 . _ -` written as `!` and two
 * hex digits: `2024/cat 1.jpg` is `2024!2Fcat!201.jpg`. Table keys forbid `/ \ # ?` and control
 * characters, and `%` breaks some clients. {@link fromRowKey} reads it back. Where the encoding is
 * longer than 512 characters, the key is its beginning, `!!` and the SHA-256 of the name: still one
 * key for each name, but only the row's own `blobName` column tells the name.
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
 * The blob name that a RowKey stands for.
 *
 * @returns undefined for the key of a name that was too long to be kept
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
