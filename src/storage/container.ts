import { ContainerClient } from "@azure/storage-blob";
import { ClassifierError } from "../errors.js";
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
