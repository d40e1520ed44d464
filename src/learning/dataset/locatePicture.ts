import { posix } from "node:path";
import { fileURLToPath } from "node:url";
import type { PicturePlace } from "./picturePlace.js";

/** What a row's `image_url` names. */
interface Located {
  /** A URL is without its query: that may hold a signature, which must not appear in reports. */
  readonly name: string;
  readonly place: PicturePlace;
}

/**
 * Resolves a row's `image_url`: a relative path, a `file:` URL, an https URL or an `azureml://` path.
 *
 * @param folder of the file that has the row
 */
export function locatePicture(imageUrl: string, folder: string): Located {
  const scheme = /^([a-z][a-z\d+.-]+):\//i.exec(imageUrl)?.[1]?.toLowerCase();
  switch (scheme) {
    case undefined: {
      const path = posix.isAbsolute(imageUrl) ? imageUrl : posix.join(folder, imageUrl);
      return { name: imageUrl, place: { paths: [path] } };
    }
    case "file":
      return { name: imageUrl, place: toFilePlace(imageUrl) };
    case "https":
      return { name: imageUrl.replace(/[?#].*$/s, ""), place: { url: imageUrl } };
    case "azureml":
      return locateAzureml(imageUrl);
    default:
      return nowhere(imageUrl, `${scheme}: addresses cannot be read`);
  }
}

/**
 * `azureml://…/paths/<path in the datastore>`. Azure ML's client uploads a folder to
 * `LocalUpload/<hash>/<folder>`, so a local copy of the folder lacks the first two parts.
 */
function locateAzureml(url: string): Located {
  const name = /\/paths\/(.+)$/.exec(url)?.[1];
  if (name === undefined) return nowhere(url, "has no /paths/ with a path behind it");
  const path = posix.join(name);
  const local = path.replace(/^LocalUpload\/[^/]+\//, "");
  return { name, place: { paths: local === path ? [path] : [path, local] } };
}

function toFilePlace(fileUrl: string): PicturePlace {
  try {
    return { paths: [fileURLToPath(fileUrl)] };
  } catch {
    return { fault: `${fileUrl}: is not the URL of a local file.` };
  }
}

function nowhere(name: string, fault: string): Located {
  return { name, place: { fault: `${name}: ${fault}.` } };
}
