/** `npm run connector`: writes the description that a custom connector is made of. */

import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { toApiDefinition } from "../contracts/openapi/apiDefinition.js";
import { folder, type Kind } from "./command/kinds.js";
import { optional, withDefault } from "./command/options.js";
import { runCommand } from "./command/runCommand.js";
import { requireFolder } from "./place.js";

const host: Kind<string> = {
  placeholder: "HOST",
  expected: "a host name such as classifier.azurewebsites.net",
  read: (text) => (/^[a-z\d.-]+(:\d+)?$/i.test(text) ? text : undefined),
};

await runCommand({
  name: "connector",
  summary: "Writes apiDefinition.swagger.json, the description that a custom connector is made of.",
  options: {
    host: optional(host, "the host of your function app; without it each connection names one"),
    out: withDefault(folder, "where to write it", "connector"),
  },
  example: "--host classifier.azurewebsites.net",
  async run({ host, out }) {
    await requireFolder(out);
    const file = join(out, "apiDefinition.swagger.json");
    await writeFile(file, toApiDefinition(host));
    console.log(`${file} is written.`);
  },
});
