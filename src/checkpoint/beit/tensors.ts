import { ClassifierError } from "../../errors.js";
import type { Tensors } from "../weights/tensors.js";

/** Reads the tensors of a BEiT checkpoint by the names that transformers 5 gives to its modules. */
export interface BeitTensors {
  /** @throws ClassifierError `InvalidCheckpoint` where it is missing or has another shape */
  read(name: string, ...shape: readonly number[]): Promise<Float32Array<ArrayBuffer>>;
  /** Rows of the classifier: how many labels there are. */
  readonly labelCount: number;
}

/** What transformers 4 called its modules, and what they are called since (conversion_mapping.py). */
const renamings: readonly [RegExp, string][] = [
  [/^beit\./, ""],
  [/^encoder\.relative_position_bias\./, "shared_position_bias."],
  [/^encoder\.layer\./, "layers."],
  [/\.attention\.attention\.relative_position_bias\./, ".relative_position_bias."],
  [/\.attention\.attention\.query\./, ".attention.q_proj."],
  [/\.attention\.attention\.key\./, ".attention.k_proj."],
  [/\.attention\.attention\.value\./, ".attention.v_proj."],
  [/\.attention\.output\.dense\./, ".attention.o_proj."],
  [/\.intermediate\.dense\./, ".mlp.fc1."],
  [/^(layers\.\d+)\.output\.dense\./, "$1.mlp.fc2."],
];

/** ImageNet-22k has 21,841. */
const MAX_LABELS = 100_000;

/** @throws ClassifierError `InvalidCheckpoint` */
export function toBeitTensors(tensors: Tensors): BeitTensors {
  const stored = new Map([...tensors.shapes.keys()].map((name) => [rename(name), name]));
  const shapeOf = (name: string): readonly number[] => {
    const shape = tensors.shapes.get(stored.get(name) ?? "");
    if (!shape) throw invalid(`the checkpoint lacks ${name}`);
    return shape;
  };
  const [labelCount = 0] = shapeOf("classifier.weight");
  if (labelCount > MAX_LABELS) {
    const what = `classifier.weight has rows for ${labelCount} labels`;
    throw invalid(`${what}; at most ${MAX_LABELS} are supported`);
  }
  return {
    labelCount,
    async read(name, ...shape) {
      const actual = shapeOf(name);
      if (actual.join() !== shape.join()) {
        throw invalid(
          `${name}: expected shape [${shape.join(", ")}] for config.json but found [${actual.join(", ")}]`,
        );
      }
      return tensors.read(stored.get(name) ?? "");
    },
  };
}

function rename(name: string): string {
  return renamings.reduce((result, [from, to]) => result.replace(from, to), name);
}

function invalid(problem: string): ClassifierError {
  return new ClassifierError("InvalidCheckpoint", `This is no BEiT classifier: ${problem}`);
}
