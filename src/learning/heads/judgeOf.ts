import type { HeadOf } from "../evaluation/mistakes.js";
import type { Trained } from "./train.js";

/** Finds the head that judged a picture: with folds, one that had not seen it. */
export function judgeOf({ judges, labels, task }: Trained): HeadOf {
  return (picture) => {
    const head = judges[picture];
    return head && { ...head, labels, task };
  };
}
