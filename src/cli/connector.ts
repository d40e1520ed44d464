/** `npm run connector`: writes the description that a custom connector is made of. */

import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { toApiDefinition } from "../contracts/openapi/apiDefinition.js";
import { runCommand, UsageError } from "./command.js";

const usage = `Usage: npm run connector -- [--host HOST] [--out FOLDER]
  Writes apiDefinition.swagger.json.
  --host HOST    the host of your function app; without it one that each connection replaces
  --out FOLDER   where to write it; by default the folder connector`;

await runCommand(usage, async () => {
  const { values } = parseArgs({ options: { host: { type: "string" }, out: { type: "string" } } });
  const { host, out = "connector" } = values;
  if (host !== undefined && !/^[a-z\d.-]+(:\d+)?$/i.test(host)) {
    const example = "classifier.azurewebsites.net";
    throw new UsageError(`--host is "${host}": expected a host name such as ${example}`);
  }
  const file = join(out, "apiDefinition.swagger.json");
  await writeFile(file, toApiDefinition(host));
  console.log(`${file} is written.`);
});
