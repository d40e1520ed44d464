/** What only the install script of onnxruntime-node calls, which fetches GPU builds. */
const installOnly = new Set(["adm-zip", "global-agent"]);

/**
 * The part of a lock file that some of its packages need, so that they are installed in the versions
 * that were tested.
 *
 * @param manifest a package.json with those of the dependencies that are wanted
 * @param lock the whole lock file, version 3
 */
export function lockFor(manifest, lock) {
  const { name, version, license, dependencies } = manifest;
  const packages = { "": { name, version, license, dependencies } };
  const waiting = Object.keys(dependencies).map((library) => find(lock, "", library));
  for (const place of waiting) {
    if (place === undefined || place in packages) continue;
    const { dev: _, ...entry } = lock.packages[place];
    const dependencies = Object.fromEntries(
      Object.entries(entry.dependencies ?? {}).filter(([library]) => !installOnly.has(library)),
    );
    packages[place] = { ...entry, dependencies };
    const needs = { ...dependencies, ...entry.optionalDependencies };
    for (const library of Object.keys(needs)) waiting.push(find(lock, place, library));
  }
  return { name, version, lockfileVersion: lock.lockfileVersion, requires: true, packages };
}

/** Where Node finds a library from a package: in its own node_modules, or in those of its parents. */
function find(lock, from, library) {
  for (let place = from; ; place = place.replace(/(?:^|\/)node_modules\/(?:@[^/]+\/)?[^/]+$/, "")) {
    const candidate = `${place === "" ? "" : `${place}/`}node_modules/${library}`;
    if (candidate in lock.packages) return candidate;
    if (place === "") return undefined;
  }
}
