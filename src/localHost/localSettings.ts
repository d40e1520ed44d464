import { join } from "node:path";
import { z } from "zod";
import { readSettings } from "./hostJson.js";

const localSettingsSchema = z.object({
  Values: z.record(z.string(), z.coerce.string()).default({}),
  /** `CORS` is "*" or origins separated by commas. */
  Host: z.object({ CORS: z.string().default("") }).prefault({}),
});

/**
 * Puts the values of local.settings.json into the environment where it does not have them yet.
 *
 * @returns the origins whose pages may call
 */
export async function applyLocalSettings(root: string): Promise<string[]> {
  const file = join(root, "local.settings.json");
  const { Values, Host } = await readSettings(file, localSettingsSchema);
  for (const [name, value] of Object.entries(Values)) process.env[name] ??= value;
  return Host.CORS.split(",").map((origin) => origin.trim());
}
