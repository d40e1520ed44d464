import { ContainerClient } from "@azure/storage-blob";
import type { StorageClients } from "./connection.js";

/** A place in Blob storage. */
export interface BlobAddress {
  /** Of another account, `https://<account>.blob.core.windows.net`; undefined: the app's own. */
  readonly origin: string | undefined;
  /** Empty where the address names none. */
  readonly container: string;
  /** Of a blob or a folder in the container, without slashes around it; empty: all of it. */
  readonly path: string;
}

/** Takes `https://<account>.blob.core.windows.net/<container>/<path>` or `<container>/<path>`. */
export function toBlobAddress(storage: StorageClients, address: string): BlobAddress {
  const account = storage.blobs.url.replace(/\/$/, "");
  const isUrl = URL.canParse(address);
  const own = address.startsWith(`${account}/`);
  const rest = own ? address.slice(account.length) : isUrl ? new URL(address).pathname : address;
  const parts = (isUrl ? decodeURIComponent(rest) : rest).split("/").filter(Boolean);
  const [container = "", ...folders] = parts;
  const origin = own || !isUrl ? undefined : new URL(address).origin;
  return { origin, container, path: folders.join("/") };
}

/** The app's own account with its own credentials; any other one with the app's identity. */
export async function openContainer(
  storage: StorageClients,
  { origin, container }: BlobAddress,
): Promise<ContainerClient> {
  if (origin === undefined) return storage.blobs.getContainerClient(container);
  return new ContainerClient(`${origin}/${container}`, await storage.identity());
}
