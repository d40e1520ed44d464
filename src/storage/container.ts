import { ContainerClient } from "@azure/storage-blob";
import type { StorageClients } from "./connection.js";

/** The address of a blob, a folder or a container. */
export interface BlobAddress {
  /** Another account, `https://<account>.blob.core.windows.net`. Undefined means the app's own. */
  readonly origin: string | undefined;
  /** Name of the container; empty if the address has none. */
  readonly container: string;
  /** Path in the container without slashes at its ends. Empty means the whole container. */
  readonly path: string;
}

/** Parses `https://<account>.blob.core.windows.net/<container>/<path>` or `<container>/<path>`. */
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

/** Opens a container: with the app's credentials in its own account, else with its identity. */
export async function openContainer(
  storage: StorageClients,
  { origin, container }: BlobAddress,
): Promise<ContainerClient> {
  if (origin === undefined) return storage.blobs.getContainerClient(container);
  return new ContainerClient(`${origin}/${container}`, await storage.identity());
}
