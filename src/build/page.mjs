// Makes the few small files of the page in dist/web: each one costs a visitor a call of a function.

import { build } from "esbuild";
import { copyFileSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const root = join(fileURLToPath(import.meta.url), "../../..");
const target = join(root, "dist/web");

await build({
  entryPoints: ["demo.ts", "demo.css"].map((file) => join(root, "web", file)),
  outdir: target,
  bundle: true,
  minify: true,
  format: "esm",
  target: "es2022",
  logLevel: "warning",
});
const [page, teach] = ["demo", "teach"].map((name) =>
  readFileSync(join(root, `web/${name}.html`), "utf8"),
);
writeFileSync(
  join(target, "demo.html"),
  page.replace("<!-- teach.html -->", () => teach),
);
copyFileSync(join(root, "connector/icon.svg"), join(target, "icon.svg"));
for (const file of readdirSync(join(root, "web/samples"))) {
  if (file.endsWith(".jpg")) copyFileSync(join(root, "web/samples", file), join(target, file));
}
