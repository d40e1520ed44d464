import { join } from "node:path";
import { z } from "zod";
import { readSettings } from "./hostJson.js";

const localSettingsSchema = z.object({
  Values: z.record(z.string(), z.coerce.string()).default({}),
  Host: z
    .object({
      LocalHttpPort: z.number().int().optional(),
      /** "*" or origins separated by commas. */
      CORS: z.string().default(""),
    })
    .prefault({}),
});

export interface LocalSettings {
  readonly port: number | undefined;
  /** Origins whose pages may call; "*" stands for all. */
  readonly origins: readonly string[];
}

/**
 * Puts the values of local.settings.json into the environment where it does not have them yet, and
 * returns the settings of the host itself.
 */
export async function applyLocalSettings(root: string): Promise<LocalSettings> {
  const { Values, Host } = await readSettings(
    join(root, "local.settings.json"),
    localSettingsSchema,
  );
  for (const [name, value] of Object.entries(Values)) process.env[name] ??= value;
  const origins = Host.CORS.split(",").map((origin) => origin.trim());
  return { port: Host.LocalHttpPort, origins };
}
