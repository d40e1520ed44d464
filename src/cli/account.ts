import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { z } from "zod";
import { toSettings } from "../settings.js";
import { connect, type StorageClients } from "../storage/connection.js";

const localSettings = z.object({ Values: z.record(z.string(), z.string()) });

/** The storage account that commands work with: of the environment, or of local.settings.json. */
export async function openAccount(): Promise<StorageClients> {
  const path = join(fileURLToPath(import.meta.url), "../../../../local.settings.json");
  const text = await readFile(path, "utf8").catch(() => '{"Values":{}}');
  const local = localSettings.parse(JSON.parse(text));
  return connect(toSettings({ ...local.Values, ...process.env }).storage);
}
