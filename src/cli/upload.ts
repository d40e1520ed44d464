/** `npm run upload -- FILE …`: puts pictures into the container from which they are classified. */

import { basename } from "node:path";
import { uploadsContainer } from "../storage/names.js";
import { openAccount } from "./account.js";

const files = process.argv.slice(2);
if (files.length === 0) {
  console.error("Usage: npm run upload -- FILE …");
  process.exitCode = 2;
} else {
  const container = (await openAccount()).blobs.getContainerClient(uploadsContainer);
  for (const file of files) {
    await container.getBlockBlobClient(basename(file)).uploadFile(file);
    console.log(`${file} → ${uploadsContainer}/${basename(file)}`);
  }
}
