// What `npm start` runs in a fresh clone: nothing is installed or built yet, so this file is plain
// JavaScript and loads the rest only after the build.

import { build } from "../build/build.mjs";

build();
const { main } = await import("../../dist/app/localHost/main.js");
await main(process.argv.slice(2));
