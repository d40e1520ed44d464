import { existsSync } from "node:fs";
import { basename, join } from "node:path";
import { z } from "zod";
import { damaged, readSmallText } from "./randomAccessFile.js";
import { openSafetensors } from "./safetensors.js";
import type { Tensors } from "./tensors.js";
import { openTorch } from "./torch.js";

/** The names that Hugging Face gives to weights, the preferred ones first. */
export const weightFiles = [
  "model.safetensors",
  "model.safetensors.index.json",
  "pytorch_model.bin",
  "pytorch_model.bin.index.json",
] as const;

/** Each is a file that is held open; the largest models have some hundreds. */
const MAX_SHARDS = 1000;

const indexSchema = z.looseObject({ weight_map: z.record(z.string(), z.string()) });

/**
 * Opens the weights of a folder in the layout of Hugging Face, in one file or in several.
 *
 * @throws ClassifierError `InvalidCheckpoint`
 */
export async function openWeights(folder: string): Promise<Tensors> {
  for (const file of weightFiles) {
    const path = join(folder, file);
    if (!existsSync(path)) continue;
    return file.endsWith(".json") ? openShards(folder, file) : openFile(path);
  }
  throw damaged(folder, `holds no weights; expected one of ${weightFiles.join(", ")}`);
}

/** The files that an index of sharded weights names. */
export function toShardNames(file: string, text: string): string[] {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (cause) {
    throw damaged(file, "is not valid JSON", cause);
  }
  const { data, error } = indexSchema.safeParse(json);
  if (error) throw damaged(file, "has no weight_map of tensor names to file names");
  const names = [...new Set(Object.values(data.weight_map))];
  if (names.length > MAX_SHARDS) {
    throw damaged(file, `names ${names.length} shards; at most ${MAX_SHARDS} are read`);
  }
  for (const name of names) {
    // A shard lies beside its index and nowhere else.
    if (!/^[\w.-]+\.(safetensors|bin)$/.test(name) || basename(name) !== name) {
      throw damaged(file, `names the shard ${JSON.stringify(name)}, which is no plain file name`);
    }
  }
  if (names.length === 0) throw damaged(file, "names no shards");
  return names;
}

async function openShards(folder: string, index: string): Promise<Tensors> {
  const names = toShardNames(index, await readSmallText(join(folder, index)));
  const shards: Tensors[] = [];
  const shapes = new Map<string, readonly number[]>();
  const owners = new Map<string, Tensors>();
  const close = async (): Promise<void> => {
    for (const shard of shards) await shard.close();
  };
  try {
    for (const name of names) {
      const shard = await openFile(join(folder, name));
      shards.push(shard);
      for (const [tensor, shape] of shard.shapes) {
        shapes.set(tensor, shape);
        owners.set(tensor, shard);
      }
    }
  } catch (error) {
    await close();
    throw error;
  }
  return {
    shapes,
    async read(name) {
      const owner = owners.get(name);
      if (!owner) throw damaged(index, `has no float tensor ${name}`);
      return owner.read(name);
    },
    close,
  };
}

function openFile(path: string): Promise<Tensors> {
  return path.endsWith(".safetensors") ? openSafetensors(path) : openTorch(path);
}
