/** `npm run upload -- FILE …`: puts pictures into the container from which they are classified. */

import { readFile } from "node:fs/promises";
import { basename } from "node:path";
import { uploadsContainer } from "../storage/names.js";
import { writeUpload } from "../storage/upload.js";
import { openAccount } from "./account.js";
import { runCommand } from "./command/runCommand.js";

await runCommand({
  name: "upload",
  summary: "Puts pictures into the container uploads, where they are classified.",
  operands: { usage: "FILE …", description: "pictures", least: 1, most: Infinity },
  options: {},
  example: "test/fixtures/photos/cat.jpg",
  async run(_, files) {
    const storage = await openAccount();
    for (const file of files) {
      await writeUpload(storage, basename(file), await readFile(file));
      console.log(`${file} → ${uploadsContainer}/${basename(file)}`);
    }
  },
});
