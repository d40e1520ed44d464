import type { StorageClients } from "../storage/connection.js";
import { containerName } from "../storage/names.js";
import { checkContainer } from "../storage/upload.js";
import { toClassifierError } from "../errors.js";
import { openAccount } from "./account.js";
import { explain } from "./command/explain.js";
import { CommandError } from "./command/mistakes.js";

/**
 * The storage account, for a source that is not on this machine and so must begin with a container.
 *
 * @throws CommandError where there is no such container
 */
export async function openSourceAccount(source: string): Promise<StorageClients> {
  const container = toContainer(source);
  const storage = await openAccount().catch((error: unknown) => {
    throw new CommandError(
      `There is no ${source} here. As for containers: ${String(explain(error))}`,
    );
  });
  await checkContainer(storage, container).catch((error: unknown) => {
    throw toClassifierError(error).code === "ContainerNotFound" ? nowhere(source) : error;
  });
  return storage;
}

/**
 * Checks for a container of the app itself.
 *
 * @throws CommandError where it is missing
 */
export async function requireOwnContainer(storage: StorageClients, name: string): Promise<void> {
  await checkContainer(storage, name).catch((error: unknown) => {
    if (toClassifierError(error).code !== "ContainerNotFound") throw error;
    const hint = "Create it with npm run provision.";
    throw new CommandError(`The storage account has no container ${name}. ${hint}`);
  });
}

/**
 * The name of the container in CONTAINER/PREFIX.
 *
 * @throws CommandError for a text that cannot be one
 */
export function toContainer(source: string): string {
  // ./photos, ../photos, /photos, ~/photos, C:\photos
  if (/^[./~]|\\/.test(source)) throw new CommandError(`There is no folder ${source}.`);
  const [container = ""] = source.split("/");
  if (!containerName.test(container)) throw nowhere(source);
  return container;
}

export function nowhere(source: string): CommandError {
  return new CommandError(`${source} is neither a folder here nor a container.`);
}
