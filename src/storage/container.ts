import { ContainerClient } from "@azure/storage-blob";
import { ClassifierError } from "../errors.js";
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

/**
 * Takes `https://<account>.blob.core.windows.net/<container>/<path>` or `<container>/<path>`. A query,
 * such as a SAS, is left out: other accounts are read with the app's identity.
 *
 * @throws ClassifierError `InvalidSetting` where it cannot be decoded
 */
export function toBlobAddress(storage: StorageClients, address: string): BlobAddress {
  const account = storage.blobs.url.replace(/\/$/, "");
  const isUrl = URL.canParse(address);
  const own = address.startsWith(`${account}/`);
  const path = isUrl ? new URL(address).pathname : address;
  const rest =
    own && isUrl ? path.slice(new URL(account).pathname.replace(/\/$/, "").length) : path;
  const parts = (isUrl ? decode(rest) : rest).split("/").filter(Boolean);
  const [container = "", ...folders] = parts;
  const origin = own || !isUrl ? undefined : new URL(address).origin;
  return { origin, container, path: folders.join("/") };
}

function decode(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch (cause) {
    const detail = `The address of a blob cannot be decoded: ${path}`;
    throw new ClassifierError("InvalidSetting", detail, { cause });
  }
}

/** The app's own account with its own credentials; any other one with the app's identity. */
export async function openContainer(
  storage: StorageClients,
  { origin, container }: BlobAddress,
): Promise<ContainerClient> {
  if (origin === undefined) return storage.blobs.getContainerClient(container);
  return new ContainerClient(`${origin}/${container}`, await storage.identity());
}
