import { z } from "zod";
import type { StorageClients } from "./connection.js";
import { deleteBelow } from "./deleteBelow.js";
import { batchInputsContainer, batchWorkContainer } from "./names.js";
import { createBlob, readBlob } from "./pinnedBlob.js";
import { toStorageError } from "./storageError.js";
import { isFolder } from "./upload.js";

/** One page of a container's listing, as the first listing returned it. */
const pageSchema = z.object({
  /** Names in the order of the listing. */
  blobs: z.array(z.string()),
  /** Continuation token of the next page. The last page has none. */
  marker: z.string().optional(),
});
export type Page = z.output<typeof pageSchema>;

/** Blobs in one page. Azure returns at most 5,000. */
const PAGE_SIZE = 1000;

/**
 * A page of the listing of `container`. The first call stores the page. Later calls return the same
 * blobs, whatever was added or deleted meanwhile.
 *
 * @throws ClassifierError `ContainerNotFound`, `StorageUnavailable`
 */
export async function pinPage(
  storage: StorageClients,
  batchId: string,
  page: number,
  listing: { readonly container: string; readonly prefix: string; readonly marker?: string },
): Promise<Page> {
  const known = await readPage(storage, batchId, page);
  if (known) return known;
  const listed = await listPage(storage, listing);
  const isFirst = await createText(storage, pagePath(batchId, page), JSON.stringify(listed));
  return isFirst ? listed : ((await readPage(storage, batchId, page)) ?? listed);
}

/**
 * Reads a stored page.
 *
 * @returns undefined if the page is not listed yet
 * @throws ClassifierError `StorageUnavailable`
 */
export async function readPage(
  storage: StorageClients,
  batchId: string,
  page: number,
): Promise<Page | undefined> {
  const bytes = await readBlob(storage, batchWorkContainer, pagePath(batchId, page));
  return bytes && pageSchema.parse(JSON.parse(bytes.toString()));
}

/**
 * Writes the predictions of a part, unless another delivery of the message has written them.
 *
 * @param lines one JSON text per picture
 * @returns the stored lines
 * @throws ClassifierError `StorageUnavailable`
 */
export async function pinPart(
  storage: StorageClients,
  batchId: string,
  part: number,
  lines: readonly string[],
): Promise<readonly string[]> {
  if (await createText(storage, partPath(batchId, part), toText(lines))) return lines;
  return readPart(storage, batchId, part);
}

/**
 * Reads the predictions of a part.
 *
 * @returns one JSON text per picture
 * @throws ClassifierError `StorageUnavailable`
 */
export function readPart(
  storage: StorageClients,
  batchId: string,
  part: number,
): Promise<string[]> {
  return readLines(storage, partPath(batchId, part));
}

/** Predictions of the first pictures of a part, after a step ran out of time. */
export interface Beginning {
  readonly part: number;
  /** Index in the page of the first picture. */
  readonly from: number;
}

/**
 * Writes the first predictions of a part, unless another delivery of the message has written them.
 *
 * @returns how many pictures the stored beginning has
 * @throws ClassifierError `StorageUnavailable`
 */
export async function pinBeginning(
  storage: StorageClients,
  batchId: string,
  beginning: Beginning,
  lines: readonly string[],
): Promise<number> {
  const path = beginningPath(batchId, beginning);
  if (await createText(storage, path, toText(lines))) return lines.length;
  return (await readLines(storage, path)).length;
}

/**
 * Reads the first predictions of a part.
 *
 * @throws ClassifierError `StorageUnavailable`
 */
export function readBeginning(
  storage: StorageClients,
  batchId: string,
  beginning: Beginning,
): Promise<string[]> {
  return readLines(storage, beginningPath(batchId, beginning));
}

async function readLines(storage: StorageClients, path: string): Promise<string[]> {
  const bytes = await readBlob(storage, batchWorkContainer, path);
  return (bytes?.toString() ?? "").split("\n").slice(0, -1);
}

/**
 * Deletes the working files of a batch, up to a thousand at once.
 *
 * @returns whether no file is left
 * @throws ClassifierError `StorageUnavailable`
 */
export function deleteWork(storage: StorageClients, batchId: string): Promise<boolean> {
  return deleteBelow(storage, batchWorkContainer, `${batchId}/`);
}

/**
 * Deletes a folder of the pictures that callers sent for batches, up to a thousand at once.
 *
 * @param folder with a slash at its end
 * @returns whether no picture is left
 * @throws ClassifierError `StorageUnavailable`
 */
export function deleteInputs(storage: StorageClients, folder: string): Promise<boolean> {
  return deleteBelow(storage, batchInputsContainer, folder);
}

const pagePath = (batchId: string, page: number): string => `${batchId}/pages/${page}.json`;
const partPath = (batchId: string, part: number): string => `${batchId}/parts/${part}.jsonl`;
const beginningPath = (batchId: string, { part, from }: Beginning): string =>
  `${batchId}/beginnings/${part}/${from}.jsonl`;
const toText = (lines: readonly string[]): string => lines.map((line) => `${line}\n`).join("");

const createText = (storage: StorageClients, path: string, text: string): Promise<boolean> =>
  createBlob(storage, batchWorkContainer, path, Buffer.from(text));

async function listPage(
  storage: StorageClients,
  { container, prefix, marker }: Parameters<typeof pinPage>[3],
): Promise<Page> {
  try {
    const pages = storage.blobs
      .getContainerClient(container)
      .listBlobsFlat({ prefix, includeMetadata: true })
      .byPage({
        maxPageSize: PAGE_SIZE,
        ...(marker !== undefined && { continuationToken: marker }),
      });
    for await (const { segment, continuationToken } of pages) {
      const blobs = segment.blobItems
        .filter(({ metadata, name }) => !isFolder(name, metadata))
        .map(({ name }) => name);
      return { blobs, ...(continuationToken && { marker: continuationToken }) };
    }
    return { blobs: [] };
  } catch (error) {
    throw toStorageError(error, { 404: "ContainerNotFound" });
  }
}
