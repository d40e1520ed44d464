import { createHash } from "node:crypto";

/** Table keys of the row of one blob. */
export interface TableKeys {
  readonly partitionKey: string;
  readonly rowKey: string;
}

/** Azure's limit is 1 KiB of UTF-16, which is 512 characters. */
const LONGEST_ENCODING = 512;
const DIGEST_MARK = "!!";
/** Characters of an encoding that the key of a long name keeps. A SHA-256 has 64 hex digits. */
const KEPT_ENCODING = LONGEST_ENCODING - DIGEST_MARK.length - 64;

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
  const isShort = encoded.length <= LONGEST_ENCODING;
  return {
    partitionKey: `${container}~${digest.slice(0, 1)}`,
    rowKey: isShort ? encoded : encoded.slice(0, KEPT_ENCODING) + DIGEST_MARK + digest,
  };
}

/** The sixteen partitions of a container. */
export function toPartitionKeys(container: string): string[] {
  return Array.from("0123456789abcdef", (digit) => `${container}~${digit}`);
}

/**
 * The beginning of the RowKey of each blob whose name begins with `prefix`. Other names share it
 * only where the prefix is so long that the key of a long name may not hold all of it.
 */
export function toRowKeyPrefix(prefix: string): string {
  return encode(prefix).slice(0, KEPT_ENCODING);
}

/** Greater than all RowKeys with the same beginning: no key has a `~`, and what they have is less. */
export function afterRowKeys(rowKeyPrefix: string): string {
  return `${rowKeyPrefix}~`;
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
