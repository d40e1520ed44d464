import { resolve } from "node:path";
import { readModelFolder } from "../inference/modelFolder.js";
import { publishModel } from "../storage/modelBlobs.js";
import { openAccount } from "./account.js";
import { text } from "./command/kinds.js";
import { optional } from "./command/options.js";
import { runCommand } from "./command/runCommand.js";
import { requireFolder } from "./place.js";

export const summary = "Uploads a model folder to Blob storage, for MODEL_URI.";

export const run = (args: readonly string[]): Promise<void> =>
  runCommand(
    {
      name: "model publish",
      summary,
      operands: { usage: "FOLDER", description: "a model folder", least: 1, most: 1 },
      options: {
        to: optional(
          text("URL", "https://ACCOUNT.blob.core.windows.net/CONTAINER/FOLDER"),
          "https://ACCOUNT.blob.core.windows.net/CONTAINER/FOLDER; by default the container models of the account that AzureWebJobsStorage names",
        ),
      },
      example: "model/beit-22k",
      run: ({ to }, [folder = ""]) => publish(folder, to),
    },
    args,
  );

async function publish(folder: string, to: string | undefined): Promise<void> {
  await requireFolder(folder);
  const { name } = await readModelFolder(resolve(folder));
  const storage = await openAccount();
  const uri = to ?? `${storage.blobs.url.replace(/\/$/, "")}/models/${name}`;
  await publishModel(storage, resolve(folder), uri, (file) => console.log(`Uploading ${file} …`));
  console.log(`Published. Serve it with MODEL_URI=${uri}`);
}
