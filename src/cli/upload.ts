/** `npm run upload -- FILE | FOLDER …`: puts pictures into the container from which they are classified. */

import type { ClassificationRow } from "../storage/classificationRow.js";
import { uploadsContainer } from "../storage/names.js";
import { writeUpload, type Upload } from "../storage/upload.js";
import { openAccount } from "./account.js";
import { awaitRows } from "./awaitRows.js";
import { CommandError } from "./command/mistakes.js";
import { flag } from "./command/options.js";
import { runCommand } from "./command/runCommand.js";
import { toLine } from "./failures.js";
import { sendFiles } from "./sendFiles.js";
import { requireOwnContainer } from "./source.js";
import { toUploads } from "./uploadNames.js";

await runCommand({
  name: "upload",
  summary: "Puts pictures into the container uploads, where they are classified.",
  operands: {
    usage: "FILE | FOLDER …",
    description: "pictures, and folders of them; blobs keep the paths",
    least: 1,
    most: Infinity,
  },
  options: { wait: flag("waits for the labels and prints them") },
  example: "test/fixtures/photos --wait",
  run: ({ wait }, paths) => upload(paths, wait),
});

async function upload(paths: readonly string[], wait: boolean): Promise<void> {
  const files = await toUploads(paths);
  const storage = await openAccount();
  const check = (): Promise<void> => requireOwnContainer(storage, uploadsContainer);
  await check();
  const uploads: Upload[] = [];
  const send = async (path: string, bytes: Uint8Array): Promise<void> => {
    uploads.push(await writeUpload(storage, path, bytes));
  };
  const unsent = await sendFiles(files, send, check);
  let failed = unsent.length;
  for (const failure of unsent) console.log(toLine(failure));
  if (wait) {
    for await (const row of awaitRows(storage, uploads)) {
      console.log(describe(row));
      if (row.status === "failed") failed++;
    }
  } else {
    for (const { container, blobName } of uploads) console.log(`${container}/${blobName}`);
  }
  if (failed > 0) throw new CommandError(`${failed} of ${files.length} files failed.`);
}

function describe(row: ClassificationRow): string {
  const { container, blobName, labels = [], errorCode, errorMessage } = row;
  const found = labels.map(({ label, score }) => `${label} ${score.toFixed(4)}`).join("; ");
  const what = row.status === "failed" ? `${errorCode}: ${errorMessage}` : found;
  return `${container}/${blobName}  ${what}`;
}
