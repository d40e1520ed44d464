import { spawnSync } from "node:child_process";
import { cpSync, readdirSync, statSync } from "node:fs";
import { join, relative, sep } from "node:path";
import { root } from "../paths.js";

/** What `npm run package` wrote, in a folder where nothing else of the project is in reach. */
export interface StagedPackage {
  /** Paths of all files, with slashes. */
  readonly files: readonly string[];
  /** Of all files together. */
  readonly bytes: number;
}

/**
 * Makes the package and copies it.
 *
 * @returns undefined where the registry that its libraries come from cannot be reached
 */
export function stagePackage(target: string): StagedPackage | undefined {
  const script = join(root, "src/build/package.mjs");
  const { status, stdout, stderr } = spawnSync(process.execPath, [script], {
    cwd: root,
    encoding: "utf8",
    timeout: 240_000,
    env: { ...process.env, npm_config_fetch_retries: "1" },
  });
  if (status !== 0) {
    if (/\b(ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ETIMEDOUT|ENETUNREACH)\b/.test(stderr))
      return undefined;
    throw new Error(`The package was not made (${status}): ${stdout}${stderr}`);
  }
  // It would take away what other tests are running.
  if (/^Compiling/m.test(stderr)) throw new Error("The build was out of date: build, then test");
  cpSync(join(root, "dist/package"), target, { recursive: true });
  const entries = readdirSync(target, { recursive: true, withFileTypes: true });
  const paths = entries
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => join(parentPath, name));
  return {
    files: paths.map((path) => relative(target, path).replaceAll(sep, "/")),
    bytes: paths.reduce((sum, path) => sum + statSync(path).size, 0),
  };
}
