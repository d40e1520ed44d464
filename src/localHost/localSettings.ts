import { join } from "node:path";
import { z } from "zod";
import { readSettings } from "./hostJson.js";

const localSettingsSchema = z.object({
  Values: z.record(z.string(), z.coerce.string()).default({}),
  /** `CORS` is "*" or origins separated by commas. */
  Host: z.object({ CORS: z.string().default("") }).prefault({}),
});

type LocalSettings = z.output<typeof localSettingsSchema>;

/**
 * @param root folder of the app
 * @throws ClassifierError InvalidSetting that names the file and the key
 */
export function readLocalSettings(root: string): Promise<LocalSettings> {
  return readSettings(join(root, "local.settings.json"), localSettingsSchema);
}

/**
 * Puts the values of local.settings.json into the environment where it does not have them yet.
 *
 * @returns the origins whose pages may call
 */
export async function applyLocalSettings(root: string): Promise<string[]> {
  const { Values, Host } = await readLocalSettings(root);
  for (const [name, value] of Object.entries(Values)) process.env[name] ??= value;
  return Host.CORS.split(",").map((origin) => origin.trim());
}
