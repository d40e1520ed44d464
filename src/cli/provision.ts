/** `npm run provision`: creates what the app needs in its storage account. */

import { containers, queues, tables } from "../storage/names.js";
import { provisionStorage } from "../storage/provision.js";
import { openAccount } from "./account.js";
import { runCommand, UsageError } from "./command.js";

const usage = `Usage: npm run provision
  Creates the containers, queues and Tables where they are missing, in the storage account that
  AzureWebJobsStorage names, or AzureWebJobsStorage__accountName with your own sign-in (az login).`;

await runCommand(usage, async () => {
  if (process.argv.length > 2) throw new UsageError("npm run provision takes no argument");
  const storage = await openAccount();
  await provisionStorage(storage);
  console.log(`${storage.blobs.accountName} has all that the app needs:`);
  console.log(`  containers  ${containers.join(", ")}`);
  console.log(`  queues      ${queues.join(", ")}`);
  console.log(`  Tables      ${tables.join(", ")}`);
});
