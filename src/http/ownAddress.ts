import type { HttpRequest } from "@azure/functions";

/**
 * An absolute URL of this service, with the origin of the request. Logic Apps and other pollers do
 * not resolve a relative `Location`. The URL keeps the caller's own key from the query (`?code=`),
 * so that polling works without a header.
 *
 * @param path path from the root, such as `/api/batches/1`
 */
export function ownAddress({ url, query }: HttpRequest, path: string): string {
  const address = new URL(path, url);
  const code = query.get("code");
  if (code !== null) address.searchParams.set("code", code);
  return address.href;
}

/** Encodes the path of a blob for a URL and keeps its slashes. */
export function toUrlPath(blobName: string): string {
  return blobName.split("/").map(encodeURIComponent).join("/");
}
