import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { z } from "zod";
import { toSettings } from "../settings.js";
import { connect, type StorageClients } from "../storage/connection.js";
import { checkReachable } from "../storage/reachable.js";

const localSettings = z.object({ Values: z.record(z.string(), z.string()) });

/**
 * The storage account that commands work with: the one that the environment names, or else the one of
 * local.settings.json. The two are not mixed, so that an account by identity is not overruled by the
 * local connection string.
 *
 * @throws ClassifierError `InvalidSetting`, and `StorageUnavailable` where nothing answers
 */
export async function openAccount(): Promise<StorageClients> {
  const isNamed = Object.keys(process.env).some((name) => name.startsWith("AzureWebJobsStorage"));
  const storage = await connect(toSettings(isNamed ? process.env : await readLocal()).storage);
  await checkReachable(storage);
  return storage;
}

async function readLocal(): Promise<Record<string, string | undefined>> {
  const path = join(fileURLToPath(import.meta.url), "../../../../local.settings.json");
  const text = await readFile(path, "utf8").catch(() => '{"Values":{}}');
  return { ...localSettings.parse(JSON.parse(text)).Values, ...process.env };
}
