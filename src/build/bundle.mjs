// Makes of the compiled app and its libraries the few files that are deployed, in dist/app: an
// instance that starts from nothing has far less to read.

import { build } from "esbuild";
import { copyFileSync, cpSync, readdirSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { fileURLToPath } from "node:url";

const dist = join(fileURLToPath(import.meta.url), "../../../dist");
// One file imports all functions, as each file more makes a cold start a millisecond longer.
const all = "functions/index";
const functions = readdirSync(join(dist, "functions")).filter(
  (file) => file.endsWith(".js") && file !== "index.js",
);
writeFileSync(join(dist, `${all}.js`), functions.map((file) => `import "./${file}";\n`).join(""));
const entries = {
  [all]: all,
  // Threads and processes lie beside the code that starts them.
  "chunks/pipelineThread": "src/inference/pipelineThread",
  "chunks/decoderProcess": "src/image/decoderProcess",
  "chunks/sessionThread": "src/inference/sessionThread",
  "chunks/learnThread": "src/trainings/learnThread",
  "localHost/main": "src/localHost/main",
  "localHost/azuriteProcess": "src/localHost/azuriteProcess",
};

await build({
  entryPoints: Object.fromEntries(
    Object.entries(entries).map(([out, source]) => [out, join(dist, `${source}.js`)]),
  ),
  outdir: join(dist, "app"),
  chunkNames: "chunks/[name]-[hash]",
  bundle: true,
  splitting: true,
  format: "esm",
  platform: "node",
  target: "node20",
  minifyWhitespace: true,
  minifySyntax: true,
  legalComments: "external",
  logLevel: "warning",
  // Native code, what Azure's worker provides, what is rarely used, and what must be there once only.
  external: ["@azure/functions-core", "azurite", "onnxruntime-node", "sharp"],
  // Its module for ESM exports nothing; @azure/functions itself requires this one, and both must share
  // the one registry that it holds.
  alias: {
    "@azure/functions-extensions-base": join(
      dist,
      "../node_modules/@azure/functions-extensions-base/dist/azure-functions-extensions-base.js",
    ),
  },
  // Libraries in CommonJS call `require` for what is not bundled, and ask for their own folder.
  banner: {
    js: 'import{createRequire as toRequire}from"node:module";const require=toRequire(import.meta.url);',
  },
  define: { __dirname: "import.meta.dirname", __filename: "import.meta.filename" },
});
for (const kernel of ["image/resample", "learning/regression/products"]) {
  copyFileSync(
    join(dist, `src/${kernel}.wasm`),
    join(dist, "app/chunks", `${basename(kernel)}.wasm`),
  );
}
cpSync(join(dist, "src/labels/wordnet"), join(dist, "app/chunks/wordnet"), { recursive: true });
