/** `npm run provision`: creates what the app needs in its storage account. */

import { containers, queues, tables } from "../storage/names.js";
import { provisionStorage } from "../storage/provision.js";
import { openAccount } from "./account.js";
import { runCommand } from "./command/runCommand.js";

await runCommand({
  name: "provision",
  summary:
    "Creates the missing containers, queues and Tables in the storage account that AzureWebJobsStorage\n" +
    "names, or AzureWebJobsStorage__accountName with your own sign-in (az login).",
  options: {},
  example: "",
  async run() {
    const storage = await openAccount();
    await provisionStorage(storage);
    console.log(`${storage.blobs.accountName} has all that the app needs:`);
    console.log(`  containers  ${containers.join(", ")}`);
    console.log(`  queues      ${queues.join(", ")}`);
    console.log(`  Tables      ${tables.join(", ")}`);
  },
});
