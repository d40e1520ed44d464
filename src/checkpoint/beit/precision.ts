import { ClassifierError } from "../../errors.js";
import { addFloatLinear, type LinearWriter } from "../onnx/linear.js";
import { addQuantizedLinear } from "./quantize.js";

/** How the weights of the fully connected layers are kept. */
export const precisions = ["fp32", "int8"] as const;
export type Precision = (typeof precisions)[number];

export interface PrecisionOptions {
  readonly precision: Precision;
  /** Names of layers that int8 leaves in float, such as `classifier` or `layers.*.mlp.fc2`. */
  readonly keepFloat: readonly string[];
}

/** Chooses for each layer how it is written. */
export interface LinearWriters {
  readonly addLinear: LinearWriter;
  /** @throws ClassifierError `InvalidSetting` where a pattern named no layer of the graph */
  readonly checkPatterns: () => void;
}

export function toLinearWriters({ precision, keepFloat }: PrecisionOptions): LinearWriters {
  const patterns = keepFloat.map((pattern) => ({ pattern, regex: toRegex(pattern), used: false }));
  const names: string[] = [];
  return {
    addLinear(graph, name, linear) {
      names.push(name);
      const kept = patterns.filter(({ regex }) => regex.test(name));
      for (const pattern of kept) pattern.used = true;
      const float = precision === "fp32" || kept.length > 0;
      return (float ? addFloatLinear : addQuantizedLinear)(graph, name, linear);
    },
    checkPatterns() {
      const unused = patterns.find(({ used }) => !used);
      if (!unused) return;
      throw new ClassifierError(
        "InvalidSetting",
        `--keep-float ${unused.pattern}: no layer has such a name; there are ${names.join(", ")}`,
      );
    },
  };
}

/** A `*` stands for any characters. */
function toRegex(pattern: string): RegExp {
  const literal = pattern.split("*").map((part) => part.replace(/[^\w-]/g, "\\$&"));
  return new RegExp(`^${literal.join(".*")}$`);
}
