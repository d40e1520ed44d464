// `node src/build/run.mjs src/cli/upload …`: builds what is missing or out of date, then runs a
// command. So every npm script works in a fresh clone.

import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { build } from "./build.mjs";

build();
// npm goes to the checkout before it runs a script; a person means paths from where they stand.
process.chdir(process.env["INIT_CWD"] ?? process.cwd());
const [command] = process.argv.splice(2, 1);
const file = join(fileURLToPath(import.meta.url), "../../../dist", `${command}.js`);
process.argv[1] = file;
await import(pathToFileURL(file).href);
