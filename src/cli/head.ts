import { headName, toHeadReference } from "../inference/headName.js";
import type { Kind } from "./command/kinds.js";

/** The name of a head. */
export const head: Kind<string> = {
  placeholder: "NAME",
  expected: "a name of 1 to 64 characters a-z, 0-9 and dashes",
  read: (text) => (headName.test(text) ? text : undefined),
};

/** The name of a head, or one of its published versions. */
export const headReference: Kind<string> = {
  placeholder: "NAME",
  expected: `${head.expected}, or a version such as fridge@3`,
  read: (text) => (toHeadReference(text) ? text : undefined),
};
