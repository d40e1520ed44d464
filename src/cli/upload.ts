/** `npm run upload -- FILE …`: puts pictures into the container from which they are classified. */

import { readFile } from "node:fs/promises";
import { basename, join } from "node:path";
import { fileURLToPath } from "node:url";
import { z } from "zod";
import { toSettings } from "../settings.js";
import { connect } from "../storage/connection.js";
import { uploadsContainer } from "../storage/names.js";

const localSettings = z.object({ Values: z.record(z.string(), z.string()) });

const files = process.argv.slice(2);
if (files.length === 0) {
  console.error("Usage: npm run upload -- FILE …");
  process.exitCode = 2;
} else {
  const container = (await storage()).blobs.getContainerClient(uploadsContainer);
  for (const file of files) {
    await container.getBlockBlobClient(basename(file)).uploadFile(file);
    console.log(`${file} → ${uploadsContainer}/${basename(file)}`);
  }
}

/** The account of the environment, or else the one of local.settings.json. */
async function storage() {
  const path = join(fileURLToPath(import.meta.url), "../../../../local.settings.json");
  const local = localSettings.parse(JSON.parse(await readFile(path, "utf8")));
  return connect(toSettings({ ...local.Values, ...process.env }).storage);
}
