import { ClassifierError } from "../errors.js";

/** A blob trigger's path, like `uploads/{name}` or `uploads/raw/{name}.jpg`. */
export interface BlobPath {
  readonly container: string;
  /** What the names of all blobs that match begin with. */
  readonly prefix: string;
  /** @returns the values of the path's parameters; undefined where the name does not match */
  match(blobName: string): Record<string, string> | undefined;
}

/**
 * Compiles a trigger path. A parameter matches one character or more, slashes too.
 *
 * @throws ClassifierError InvalidSetting where the path does not begin with a container's name
 */
export function compileBlobPath(path: string): BlobPath {
  const [, container = "", pattern = ""] = /^([^/{]+)\/(.+)$/s.exec(path) ?? [];
  if (!container) {
    const detail = `The blob trigger's path "${path}" must be the name of a container and a pattern.`;
    throw new ClassifierError("InvalidSetting", detail);
  }
  const source = pattern
    .replace(/[.*+?^$()|[\]\\]/g, String.raw`\$&`)
    .replace(/\{(\w+)\}/g, "(?<$1>.+)");
  const expression = new RegExp(`^${source}$`, "s");
  return {
    container,
    prefix: pattern.split("{", 1)[0] ?? "",
    match(blobName) {
      const found = expression.exec(blobName);
      return found ? { ...found.groups } : undefined;
    },
  };
}
