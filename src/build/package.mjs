// Writes dist/package: what is deployed to Azure Functions on Linux x64, from any system. It has the
// bundled app, the page, the default model, and of node_modules only what cannot be bundled.

import { spawnSync } from "node:child_process";
import { cpSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "./build.mjs";
import { lockFor } from "./packageLock.mjs";

const root = join(dirname(fileURLToPath(import.meta.url)), "../..");
const target = join(root, "dist/package");

/** Native code, and the libraries that load it. */
const unbundled = ["onnxruntime-node", "sharp"];

build();
// Built just now, as the options of this command are those of the others.
const { runCommand } = await import("../../dist/src/cli/command/runCommand.js");
await runCommand({
  name: "package",
  summary: "Writes dist/package, the folder to deploy to Azure Functions.",
  options: {},
  example: "",
  run: pack,
});

async function pack() {
  rmSync(target, { recursive: true, force: true });
  mkdirSync(target, { recursive: true });
  copy("host.json");
  copy("LICENSE");
  copy("NOTICE");
  copy("dist/web");
  copy("model/efficientnet-lite0", (path) => !path.endsWith(".py"));
  copy("dist/app", (path) => !path.includes("localHost"));
  writeManifests();
  installUnbundled();
  prune(join(target, "node_modules"));
  console.log("dist/package is ready.");
}

/** Copies to the same place in the package. */
function copy(path, filter = () => true) {
  cpSync(join(root, path), join(target, path), {
    recursive: true,
    filter: (source) => filter(source.slice(root.length)),
  });
}

function writeManifests() {
  const { name, version, license, type, main, dependencies } = json("package.json");
  const needed = Object.fromEntries(unbundled.map((library) => [library, dependencies[library]]));
  // Azure reads only what starts the app; no script and no development dependency goes along.
  const manifest = { name, version, license, private: true, type, main, dependencies: needed };
  const lock = lockFor(manifest, json("package-lock.json"));
  write("package.json", manifest);
  write("package-lock.json", lock);
}

/** For Azure's machines, whatever this one is. */
function installUnbundled() {
  const platform = ["--os=linux", "--cpu=x64", "--libc=glibc"];
  const flags = ["--omit=dev", "--ignore-scripts", "--no-audit", "--no-fund", ...platform];
  const { status } = spawnSync("npm", ["ci", ...flags], {
    cwd: target,
    stdio: "inherit",
    shell: process.platform === "win32",
  });
  if (status !== 0) process.exit(status ?? 1);
  rmSync(join(target, "package-lock.json"));
}

/** Leaves out other platforms' code, which onnxruntime-node carries along, and what nothing runs. */
function prune(folder) {
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    const path = join(entry.parentPath, entry.name);
    const foreign = /napi-v\d+[\\/](?!linux[\\/]x64)(?:\w+[\\/])?\w+[\\/][^\\/]+$/.test(path);
    const unread = /\.(?:map|md|ts|mts|cts|flow)$|[\\/]\.package-lock\.json$/.test(path);
    if (entry.isFile() && (foreign || (unread && !/licen[cs]e/i.test(path)))) rmSync(path);
  }
}

function json(path) {
  return JSON.parse(readFileSync(join(root, path), "utf8"));
}

function write(file, value) {
  writeFileSync(join(target, file), `${JSON.stringify(value, undefined, 2)}\n`);
}
