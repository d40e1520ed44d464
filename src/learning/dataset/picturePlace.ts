import { z } from "zod";
import { DatasetError, isMissing } from "./datasetError.js";
import type { PictureStore } from "./pictureStore.js";

/** Where a picture is, as data that can be written down and read from later. */
export const placeSchema = z.union([
  /** The first of these paths in the data set's store that exists. */
  z.object({ paths: z.tuple([z.string()], z.string()) }),
  /** An https URL. */
  z.object({ url: z.string() }),
  /** Nowhere: a sentence that says why. */
  z.object({ fault: z.string() }),
]);
export type PicturePlace = z.output<typeof placeSchema>;

/**
 * Reads a picture by its https URL.
 *
 * @throws ClassifierError where the picture cannot be fetched
 */
export type FetchPicture = (url: string) => Promise<Uint8Array>;

/**
 * Reads the bytes of a picture.
 *
 * @throws DatasetError where there are none; what the store and `fetchPicture` throw
 */
export async function readPlace(
  place: PicturePlace,
  store: PictureStore,
  fetchPicture: FetchPicture,
): Promise<Uint8Array> {
  if ("fault" in place) throw new DatasetError(place.fault, { missing: true });
  return "url" in place ? fetchPicture(place.url) : readFirst(store, place.paths);
}

/**
 * Reads the first of these paths that exists.
 *
 * @throws DatasetError about the first path where none exists, and what the store throws
 */
export async function readFirst(
  store: PictureStore,
  [path, ...others]: readonly [string, ...string[]],
): Promise<Uint8Array> {
  const [other, ...rest] = others;
  return store.read(path).catch((error: unknown) => {
    if (!isMissing(error) || other === undefined) throw error;
    return readFirst(store, [other, ...rest]).catch((second: unknown) => {
      throw isMissing(second) ? error : second;
    });
  });
}
