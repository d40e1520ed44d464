// Brings a checkout to the state in which it can run: dependencies as the lock file says, sources
// compiled. Plain JavaScript on Node's own modules, because it runs before anything is installed.

import { spawnSync } from "node:child_process";
import { copyFileSync, mkdirSync, readdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const root = join(dirname(fileURLToPath(import.meta.url)), "../..");
const inputs = ["tsconfig.json", "package-lock.json"];
const sources = ["src", "functions", "test", "bench", "examples", "web", ...inputs];
const stamp = "dist/.built";

/** Installs and compiles what is missing or out of date; ends the process when a step fails. */
export function build() {
  // npm writes this file at the end of every install, so its age is the age of node_modules.
  if (modified("node_modules/.package-lock.json") < modified("package-lock.json")) {
    console.error("Installing dependencies from package-lock.json …");
    run("npm", ["ci", "--no-audit", "--no-fund"]);
  }
  if (modified(stamp) < Math.max(...sources.map(newest))) {
    console.error("Compiling …");
    rmSync(join(root, "dist"), { recursive: true, force: true });
    node("typescript/bin/tsc", []);
    node("typescript/bin/tsc", ["--project", "web"]);
    node("../src/build/page.mjs", []);
    assemble("src/image", "resample");
    assemble("src/learning/regression", "products");
    mkdirSync(join(root, "dist/src/labels/wordnet"));
    copyFileSync(
      join(root, "src/labels/wordnet/nouns.tsv.br"),
      join(root, "dist/src/labels/wordnet/nouns.tsv.br"),
    );
    node("../src/build/bundle.mjs", []);
    writeFileSync(join(root, stamp), "");
  }
}

/** @returns {number} milliseconds since the epoch; 0 where there is no such file */
function modified(path) {
  return statSync(join(root, path), { throwIfNoEntry: false })?.mtimeMs ?? 0;
}

/** The latest change below a path; a folder's own time counts too, since it tells of removals. */
function newest(path) {
  const own = modified(path);
  if (!statSync(join(root, path), { throwIfNoEntry: false })?.isDirectory()) return own;
  return readdirSync(join(root, path), { withFileTypes: true })
    .filter((entry) => !["node_modules", "fixtures", "__pycache__"].includes(entry.name))
    .reduce((latest, entry) => Math.max(latest, newest(join(path, entry.name))), own);
}

/** Compiles `assembly/<name>.ts` of a folder to WebAssembly, beside the folder's compiled code. */
function assemble(folder, name) {
  node("assemblyscript/bin/asc.js", [
    `${folder}/assembly/${name}.ts`,
    `--outFile=dist/${folder}/${name}.wasm`,
    "--runtime=stub",
    "--enable=simd",
    "--optimizeLevel=3",
    "--noAssert",
  ]);
}

function node(script, args) {
  run(process.execPath, [join("node_modules", script), ...args]);
}

function run(command, args) {
  // npm is a .cmd file on Windows, which only a shell can start.
  const shell = process.platform === "win32" && command === "npm";
  // To the error output: what a command prints after it may go into a file.
  const stdio = ["inherit", 2, 2];
  const { status, error } = spawnSync(command, args, { cwd: root, stdio, shell });
  if (error) console.error(`${command} could not be started: ${error.message}`);
  if (status !== 0) process.exit(status ?? 1);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) build();
