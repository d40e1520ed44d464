import { randomUUID } from "node:crypto";
import { batchInputsContainer } from "../storage/names.js";
import type { BatchService } from "./batchService.js";
import { CommandError } from "./command/mistakes.js";
import { folderFiles } from "./folderFiles.js";
import { kindOf } from "./place.js";
import type { Failure } from "./failures.js";
import { sendFiles } from "./sendFiles.js";
import { toContainer } from "./source.js";

/** Where the pictures of a batch come from. */
export type Source =
  | { readonly kind: "folder"; readonly path: string }
  | { readonly kind: "blobs"; readonly container: string; readonly prefix: string };

/**
 * Reads FOLDER or CONTAINER/PREFIX.
 *
 * @throws CommandError for what is neither
 */
export async function toSource(text: string): Promise<Source> {
  const kind = await kindOf(text);
  if (kind === "folder") return { kind, path: text };
  if (kind === "file") {
    const hint = `One picture: npm run upload -- ${text} --wait`;
    throw new CommandError(`${text} is a file; expected a folder or a container. ${hint}`);
  }
  const container = toContainer(text);
  return { kind: "blobs", container, prefix: text.slice(container.length + 1) };
}

/** The blobs that a batch reads. */
export interface Inputs {
  readonly container: string;
  readonly prefix: string;
  /** Files that are not among them. */
  readonly unsent: readonly Failure[];
}

/**
 * Sends the files of a folder to a folder of their own among the inputs of batches.
 *
 * @throws CommandError where the folder has no files
 */
export async function sendFolder(service: BatchService, path: string): Promise<Inputs> {
  const files = await folderFiles(path);
  if (files.length === 0) throw new CommandError(`${path} has no files.`);
  const prefix = `${randomUUID()}/`;
  const send = (path: string, bytes: Uint8Array): Promise<void> =>
    service.upload(prefix + path, bytes);
  const unsent = await sendFiles(files, send, () => service.check());
  return { container: batchInputsContainer, prefix, unsent };
}

/** The folder that this command made for a batch, whose name says nothing to people; else empty. */
export function ownFolderOf({ container, prefix }: { container: string; prefix: string }): string {
  return container === batchInputsContainer && /^[\da-f-]{36}\/$/.test(prefix) ? prefix : "";
}
