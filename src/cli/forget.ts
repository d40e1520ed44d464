/** `npm run forget -- CONTAINER/BLOB …`: deletes pictures and what is known of them. */

import { checkContainer } from "../storage/upload.js";
import { forgetPicture } from "../uploads/forget.js";
import { openAccount } from "./account.js";
import { UsageError } from "./command/mistakes.js";
import { runCommand } from "./command/runCommand.js";

await runCommand({
  name: "forget",
  summary:
    "Deletes pictures and their rows, in the storage account that AzureWebJobsStorage names.",
  operands: {
    usage: "CONTAINER/BLOB …",
    description: "the pictures",
    least: 1,
    most: Infinity,
  },
  options: {},
  example: "uploads/cat.jpg",
  async run(_, paths) {
    const places = paths.map(toPlace);
    const storage = await openAccount();
    for (const { container } of places) await checkContainer(storage, container);
    for (const { path, container, blob } of places) {
      const { hadBlob, hadRow } = await forgetPicture(storage, container, blob);
      const found = [...(hadBlob ? ["its blob"] : []), ...(hadRow ? ["its row"] : [])];
      const what = found.length > 0 ? `deleted ${found.join(" and ")}` : "is not there";
      console.log(`${path}: ${what}`);
    }
  },
});

function toPlace(path: string): { path: string; container: string; blob: string } {
  const [, container, blob] = /^([^/]+)\/(.+)$/s.exec(path) ?? [];
  if (container && blob) return { path, container, blob };
  throw new UsageError(`A picture must be CONTAINER/BLOB; it is ${JSON.stringify(path)}`);
}
