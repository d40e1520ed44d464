import type { Caller } from "../api.js";
import { deletePicture, storePicture } from "./api.js";

/** Pictures on the way at once. */
const AT_ONCE = 4;

/** The pictures that this page has stored, by path. */
const stored = new Map<string, File>();

/**
 * Stores the pictures that are not stored yet, and deletes those that were taken out since. Other
 * folders stay as they are: heads of other names have learnt from them.
 *
 * @param folder with a slash at its end
 * @param pictures by their paths below the folder
 * @param progress is told how many of all are stored
 * @throws ApiError
 */
export async function sendPictures(
  folder: string,
  pictures: ReadonlyMap<string, File>,
  caller: Caller,
  progress: (done: number, all: number) => void,
): Promise<void> {
  const wanted = new Map([...pictures].map(([path, file]) => [folder + path, file]));
  const isGone = ([path, file]: [string, File]): boolean =>
    path.startsWith(folder) && wanted.get(path) !== file;
  const gone = [...stored].filter(isGone);
  await inParallel(gone, async ([path]) => {
    await deletePicture(path, caller);
    stored.delete(path);
  });
  const waiting = [...wanted].filter(([path]) => !stored.has(path));
  let done = wanted.size - waiting.length;
  progress(done, wanted.size);
  await inParallel(waiting, async ([path, file]) => {
    await storePicture(path, file, caller);
    stored.set(path, file);
    progress(++done, wanted.size);
  });
}

async function inParallel<T>(items: T[], work: (item: T) => Promise<void>): Promise<void> {
  const next = async (): Promise<void> => {
    for (let item = items.shift(); item !== undefined; item = items.shift()) await work(item);
  };
  try {
    await Promise.all(Array.from({ length: AT_ONCE }, next));
  } finally {
    // After a failure the others do not go on.
    items.length = 0;
  }
}
