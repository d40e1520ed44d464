import { join } from "node:path";
import { developmentStorage, findDevelopmentStorage } from "../localHost/developmentStorage.js";
import { readLocalSettings } from "../localHost/localSettings.js";
import { checkout } from "../localHost/options.js";
import { toSettings } from "../settings.js";
import { connect, type StorageClients } from "../storage/connection.js";
import { checkReachable } from "../storage/reachable.js";

/**
 * The storage account that commands work with: the one that the environment names, or else the one of
 * local.settings.json. The two are not mixed, so that an account by identity is not overruled by the
 * local connection string. Azurite is that of `npm start`, whatever its ports are.
 *
 * @throws ClassifierError `InvalidSetting`, and `StorageUnavailable` where nothing answers
 */
export async function openAccount(): Promise<StorageClients> {
  const isNamed = Object.keys(process.env).some((name) => name.startsWith("AzureWebJobsStorage"));
  const variables = isNamed ? process.env : await readLocal();
  const isDevelopment = variables["AzureWebJobsStorage"] === developmentStorage;
  const found = isDevelopment && {
    AzureWebJobsStorage: await findDevelopmentStorage(join(checkout, ".azurite")),
  };
  const storage = await connect(toSettings({ ...variables, ...found }).storage);
  await checkReachable(storage);
  return storage;
}

async function readLocal(): Promise<Record<string, string | undefined>> {
  return { ...(await readLocalSettings(checkout)).Values, ...process.env };
}
