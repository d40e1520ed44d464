import { posix } from "node:path";
import { fileURLToPath } from "node:url";
import { DatasetError, isMissing } from "./datasetError.js";
import type { LabelledPicture } from "./labelledPicture.js";
import type { PictureStore } from "./pictureStore.js";

/**
 * Reads a picture by its https URL.
 *
 * @throws ClassifierError where the picture cannot be fetched
 */
export type FetchPicture = (url: string) => Promise<Uint8Array>;

/**
 * Resolves a row's `image_url`: a relative path, a `file:` URL, an https URL or an `azureml://` path.
 *
 * @param folder of the file that has the row
 */
export function locatePicture(
  imageUrl: string,
  folder: string,
  store: PictureStore,
  fetchPicture: FetchPicture,
): Pick<LabelledPicture, "name" | "read"> {
  const scheme = /^([a-z][a-z\d+.-]+):\//i.exec(imageUrl)?.[1]?.toLowerCase();
  switch (scheme) {
    case undefined: {
      const path = posix.isAbsolute(imageUrl) ? imageUrl : posix.join(folder, imageUrl);
      return { name: imageUrl, read: () => store.read(path) };
    }
    case "file":
      return { name: imageUrl, read: async () => store.read(pathOf(imageUrl)) };
    case "https":
      // A query may hold a signature, which must not appear in reports.
      return { name: imageUrl.replace(/[?#].*$/s, ""), read: () => fetchPicture(imageUrl) };
    case "azureml":
      return locateAzureml(imageUrl, store);
    default:
      return unreadable(imageUrl, `${scheme}: addresses cannot be read`);
  }
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

/**
 * `azureml://…/paths/<path in the datastore>`. Azure ML's client uploads a folder to
 * `LocalUpload/<hash>/<folder>`, so a local copy of the folder lacks the first two parts.
 */
function locateAzureml(url: string, store: PictureStore): Pick<LabelledPicture, "name" | "read"> {
  const name = /\/paths\/(.+)$/.exec(url)?.[1];
  if (name === undefined) return unreadable(url, "has no /paths/ with a path behind it");
  const path = posix.join(name);
  const local = path.replace(/^LocalUpload\/[^/]+\//, "");
  return { name, read: () => readFirst(store, local === path ? [path] : [path, local]) };
}

function pathOf(fileUrl: string): string {
  try {
    return fileURLToPath(fileUrl);
  } catch (cause) {
    throw new DatasetError(`${fileUrl}: is not the URL of a local file.`, { missing: true, cause });
  }
}

function unreadable(name: string, fault: string): Pick<LabelledPicture, "name" | "read"> {
  return {
    name,
    read: () => Promise.reject(new DatasetError(`${name}: ${fault}.`, { missing: true })),
  };
}
