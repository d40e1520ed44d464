import { createHash } from "node:crypto";
import { basename, resolve } from "node:path";
import type { LabelledData } from "../contracts/training/data.js";
import { sha256 } from "../sha256.js";
import { trainingContainer } from "../storage/names.js";
import type { AppClient } from "./appClient.js";
import { CommandError } from "./command/mistakes.js";
import { tellFailures } from "./failures.js";
import { folderFiles, type FolderFile } from "./folderFiles.js";
import { kindOf } from "./place.js";
import { sendFiles } from "./sendFiles.js";
import { toContainer } from "./source.js";

/** Labelled pictures for an app. */
export interface CloudData {
  /** As people call it. */
  readonly text: string;
  /** Where the app finds them. */
  readonly place: LabelledData;
  /** What must be sent there first. */
  readonly files: readonly FolderFile[];
}

/** Apart from what people send themselves: no data set lies in another one. */
const SENT = "sent/";

/** Digits of the name of a folder that is sent; enough to tell the states of one folder apart. */
const DIGITS = 8;

/**
 * Finds labelled pictures: blobs of the app's account, or a local folder, whose files go to
 * `training/sent/<folder>/<checksum>/`. A folder that has changed goes to a place of its own, so that
 * nothing is learnt from a picture that was taken out of it.
 *
 * @param text FOLDER or CONTAINER/PREFIX
 * @throws CommandError for what is neither
 */
export async function toCloudData(text: string): Promise<CloudData> {
  const kind = await kindOf(text);
  if (kind === "file") {
    throw new CommandError(`${text} is a file; an app takes a folder, or a container and prefix.`);
  }
  if (kind === undefined) {
    const container = toContainer(text);
    return { text, place: { container, prefix: text.slice(container.length + 1) }, files: [] };
  }
  const files = await folderFiles(text);
  if (files.length === 0) throw new CommandError(`${text} has no files.`);
  const prefix = `${SENT}${basename(resolve(text))}/${await checksum(files)}/`;
  return { text, place: { container: trainingContainer, prefix }, files };
}

async function checksum(files: readonly FolderFile[]): Promise<string> {
  const hash = createHash("sha256");
  // A file that cannot be read is told when it is sent.
  const sum = (file: string): Promise<string> => sha256(file).catch(() => "");
  for (const { file, path } of files) hash.update(`${path}\n${await sum(file)}\n`);
  return hash.digest("hex").slice(0, DIGITS);
}

/**
 * Sends what is on this machine. Files that cannot be sent are told, and the others go on.
 *
 * @param check throws where no file at all can be sent any more
 */
export async function sendCloudData(
  app: AppClient,
  { place, files }: CloudData,
  check: () => Promise<void>,
): Promise<void> {
  if (files.length === 0) return;
  const send = (path: string, bytes: Uint8Array): Promise<void> =>
    app.upload("training-data", place.prefix + path, bytes);
  tellFailures(await sendFiles(files, send, check));
}
