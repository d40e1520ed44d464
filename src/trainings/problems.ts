import { z } from "zod";
import { problemSchema } from "../contracts/training/trainingAnswer.js";

/** Problems that the row of a job tells of. */
const MOST_PROBLEMS = 20;

/** Characters of a column: a Table takes 32,768. */
export const LONGEST_COLUMN = 30_000;

/** Adds to the problems of a row as long as there is room for them. */
export function addProblems(
  column: string,
  more: readonly z.output<typeof problemSchema>[],
): string {
  const known = z.array(problemSchema).parse(JSON.parse(column));
  let fitting = [...known, ...more]
    .slice(0, MOST_PROBLEMS)
    .map(({ name, reason, detail }) => ({ name, reason, detail }));
  while (JSON.stringify(fitting).length > LONGEST_COLUMN) fitting = fitting.slice(0, -1);
  return JSON.stringify(fitting);
}
