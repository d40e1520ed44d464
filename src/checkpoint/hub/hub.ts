import { readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import { ClassifierError } from "../../errors.js";
import { download, type Progress } from "./download.js";
import type { Hub } from "./hubRequest.js";
import { readSmallText } from "../weights/randomAccessFile.js";
import type { CheckpointFiles } from "../weights/sourceFolder.js";
import { toShardNames, weightFiles } from "../weights/weights.js";

export interface HubOptions extends Hub {
  /** A branch, tag or commit. */
  readonly revision: string;
  /** Folder of the downloaded files. */
  readonly cache: string;
  readonly progress: Progress;
}

export interface HubCheckpoint extends CheckpointFiles {
  /** The commit that the revision stands for. */
  readonly revision: string;
}

/** The hub's description of a revision of a model. */
const modelInfo = z.looseObject({
  sha: z.string().regex(/^[0-9a-f]{40}$/),
  siblings: z.array(z.looseObject({ rfilename: z.string() })),
});

/** Tells whether a name has the form of a repository: owner/name. */
export function isRepository(name: string): boolean {
  return /^[\w-][\w.-]*\/[\w-][\w.-]*$/.test(name);
}

/**
 * Downloads a checkpoint from the Hugging Face Hub or a compatible server. Files in the cache are not
 * downloaded again.
 *
 * @param repository such as microsoft/beit-base-patch16-224-pt22k-ft22k
 * @throws ClassifierError `HubError`, `InvalidCheckpoint`
 */
export async function downloadCheckpoint(
  repository: string,
  options: HubOptions,
): Promise<HubCheckpoint> {
  const { cache, progress } = options;
  const models = join(cache, "hub", repository.replace("/", "--"));
  const { sha, files } = await readRevision(repository, models, options);
  const folder = join(models, sha);
  const bring = async (file: string): Promise<string> => {
    const path = join(folder, file);
    const found =
      files.has(file) &&
      (await download(options, `${repository}/resolve/${sha}/${file}`, path, progress));
    if (!found) throw new ClassifierError("InvalidCheckpoint", `${repository} has no ${file}`);
    return path;
  };

  const weights = weightFiles.find((file) => files.has(file)) ?? weightFiles[0];
  const config = await bring("config.json");
  const preprocessor = await bring("preprocessor_config.json");
  const main = await bring(weights);
  if (weights.endsWith(".json")) {
    for (const shard of toShardNames(weights, await readSmallText(main))) await bring(shard);
  }
  return { config, preprocessor, weights: folder, revision: sha };
}

async function readRevision(
  repository: string,
  models: string,
  options: HubOptions,
): Promise<{ sha: string; files: ReadonlySet<string> }> {
  const name = encodeURIComponent(options.revision);
  const path = join(models, `revision-${name}.json`);
  const silent: Progress = { begin() {}, advance() {}, end() {} };
  // A branch may have moved, so the revision is requested each time.
  await rm(path, { force: true });
  const api = `api/models/${repository}/revision/${name}`;
  if (!(await download(options, api, path, silent))) {
    throw new ClassifierError("HubError", `${options.endpoint} has no model ${repository}`);
  }
  const info = modelInfo.safeParse(parse(await readFile(path, "utf8")));
  if (!info.success) {
    throw new ClassifierError("HubError", `${options.endpoint} does not answer as a hub does`);
  }
  const { sha, siblings } = info.data;
  return { sha, files: new Set(siblings.map(({ rfilename }) => rfilename)) };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
