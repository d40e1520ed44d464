/**
 * The path of a blob, from the part of a URL's path that names it. Azure's server leaves `%2F` as it
 * is, and the gateway of a custom connector sends it for each slash: a parameter of a path is one
 * segment to it. So a blob cannot be asked for whose own name has the letters `%2F`.
 */
export function toBlobPath(part = ""): string {
  return part.replaceAll(/%2f/gi, "/");
}
