import { ClassifierError } from "../../errors.js";
import {
  isProblem,
  toReport,
  type DatasetReport,
  type Problem,
  type Verdict,
} from "../dataset/report.js";
import type { Output } from "./predict.js";

/** The outputs of the pictures that could be decoded, and a report without the others. */
export interface Decoded {
  readonly report: DatasetReport;
  readonly outputs: readonly Output[];
  /** The pictures that are left out because of this. */
  readonly problems: readonly Problem[];
}

/**
 * Leaves out pictures whose header could be read, but not the rest: half of a file, for example.
 *
 * @param found an output or a failure for each picture of the report
 * @throws DatasetError where no picture is left
 */
export function withoutFailed(
  report: DatasetReport,
  found: readonly (Output | ClassifierError)[],
): Decoded {
  const verdicts = report.pictures.map((picture, i): Verdict => {
    const failure = found[i];
    if (!(failure instanceof ClassifierError)) return picture;
    const { name } = picture;
    const detail = `${name}: ${failure.message}`;
    return { name, reason: "unreadable-picture", detail };
  });
  return {
    report: toReport([...report.problems, ...verdicts]),
    outputs: found.filter((output): output is Output => !(output instanceof ClassifierError)),
    problems: verdicts.filter((verdict) => isProblem(verdict)),
  };
}
