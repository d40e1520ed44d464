import type { HttpRequest } from "@azure/functions";

/**
 * An absolute URL of this service, at the origin that the request came to: Logic Apps and other
 * pollers do not resolve a relative `Location`. A key that the caller put into the query (`?code=`)
 * goes along, so that polling works without a header; it is the caller's own.
 *
 * @param path from the root, such as `/api/batches/1`
 */
export function ownAddress({ url, query }: HttpRequest, path: string): string {
  const address = new URL(path, url);
  const code = query.get("code");
  if (code !== null) address.searchParams.set("code", code);
  return address.href;
}

/** The path of a blob as a part of a URL's path: its slashes stay, all else is encoded. */
export function toUrlPath(blobName: string): string {
  return blobName.split("/").map(encodeURIComponent).join("/");
}
