/** `npm run forget -- CONTAINER/BLOB …`: deletes pictures and what is known of them. */

import { forgetPicture } from "../uploads/forget.js";
import { openAccount } from "./account.js";
import { runCommand, UsageError } from "./command.js";

const usage = `Usage: npm run forget -- CONTAINER/BLOB …
  Deletes each blob and its row, in the storage account that AzureWebJobsStorage names.
  Example: npm run forget -- uploads/cat.jpg`;

await runCommand(usage, async () => {
  const paths = process.argv.slice(2);
  if (paths.length === 0) throw new UsageError("At least one picture is needed");
  const places = paths.map((path) => {
    const [, container, blob] = /^([^/]+)\/(.+)$/s.exec(path) ?? [];
    if (!container || !blob) throw new UsageError(`${path}: expected CONTAINER/BLOB`);
    return { path, container, blob };
  });
  const storage = await openAccount();
  for (const { path, container, blob } of places) {
    const { hadBlob, hadRow } = await forgetPicture(storage, container, blob);
    const found = [...(hadBlob ? ["its blob"] : []), ...(hadRow ? ["its row"] : [])];
    console.log(`${path}: ${found.length > 0 ? `deleted ${found.join(" and ")}` : "is not there"}`);
  }
});
