import { toAddress, type LabelledData } from "../contracts/training/data.js";
import { ClassifierError } from "../errors.js";
import { blobSource } from "../learning/dataset/blobStore.js";
import type { Dataset } from "../learning/dataset/labelledPicture.js";
import {
  readPlace,
  type FetchPicture,
  type PicturePlace,
} from "../learning/dataset/picturePlace.js";
import type { DatasetSource, PictureStore } from "../learning/dataset/pictureStore.js";
import { readDataset } from "../learning/dataset/readDataset.js";
import { fetchPicture } from "../outbound/fetchPicture.js";
import type { Teaching } from "./teaching.js";

/** Bytes of a file that lists pictures. */
const LONGEST_LIST = 64 * 1024 * 1024;

/** Files in a container or folder, so that no listing fills the memory. */
const MOST_FILES = 200_000;

/**
 * Lists the pictures of a data set in the app's account, as `npm run finetune` does.
 *
 * @throws DatasetError where there is no data set, or it has a mistake
 * @throws ClassifierError `TooManyPictures`, `ContainerNotFound`, `StorageUnavailable`
 */
export async function listPictures(teaching: Teaching, data: LabelledData): Promise<Dataset> {
  const source = await open(teaching, data, LONGEST_LIST);
  return readDataset({ ...source, store: bounded(source) }, fetcher(teaching));
}

/**
 * Makes a reader of the pictures of a data set.
 *
 * @returns reads a picture; throws DatasetError or ClassifierError where it cannot be read
 */
export async function openPictures(
  teaching: Teaching,
  data: LabelledData,
): Promise<(place: PicturePlace) => Promise<Uint8Array>> {
  const { store } = await open(teaching, data, teaching.settings.maxImageBytes);
  return (place) => readPlace(place, store, fetcher(teaching));
}

const open = (
  { storage }: Teaching,
  data: LabelledData,
  maxBytes: number,
): Promise<DatasetSource> => blobSource(storage, toAddress(data), undefined, maxBytes);

const fetcher =
  ({ settings }: Teaching): FetchPicture =>
  (url) =>
    fetchPicture(url, settings.url);

function bounded({ name, store }: DatasetSource): PictureStore {
  return {
    read: (path) => store.read(path),
    async *list() {
      let count = 0;
      for await (const path of store.list()) {
        if (++count > MOST_FILES) {
          const detail = `${name} has more than ${MOST_FILES} files. Name a folder with fewer.`;
          throw new ClassifierError("TooManyPictures", detail);
        }
        yield path;
      }
    },
  };
}
