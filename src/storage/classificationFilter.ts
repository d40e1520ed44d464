import type { ClassificationRow } from "./classificationRow.js";
import { odata } from "./odata.js";
import { afterRowKeys, toRowKeyPrefix } from "./tableKeys.js";

/** Which rows of a container to list. A filter that is left out lets every row pass. */
export interface ClassificationFilter {
  readonly container: string;
  /** The beginning of the blob names; empty for all. */
  readonly prefix: string;
  readonly status?: ClassificationRow["status"] | undefined;
  /** The best label, letter by letter. */
  readonly label?: string | undefined;
  /** The least score of the best label, 0 to 1. */
  readonly minScore?: number | undefined;
  /** Only rows that were queued or completed at this time or later. */
  readonly since?: Date | undefined;
}

/** A condition on the keys of one partition: where a listing goes on, and where it ends. */
export function toKeyCondition(
  partitionKey: string,
  { prefix }: ClassificationFilter,
  after: string | undefined,
  until?: string,
): string {
  const first = toRowKeyPrefix(prefix);
  return [
    odata`PartitionKey eq ${partitionKey}`,
    after === undefined ? odata`RowKey ge ${first}` : odata`RowKey gt ${after}`,
    until === undefined ? odata`RowKey lt ${afterRowKeys(first)}` : odata`RowKey le ${until}`,
  ].join(" and ");
}

/** Conditions on the other columns, for the Table to judge; empty for none. */
export function toColumnConditions({
  status,
  label,
  minScore,
  since,
}: ClassificationFilter): string[] {
  return [
    ...(status === undefined ? [] : [odata`status eq ${status}`]),
    ...(label === undefined ? [] : [odata`topLabel eq ${label}`]),
    ...(minScore === undefined ? [] : [toScoreCondition(minScore)]),
    ...(since === undefined ? [] : [odata`(queuedAt ge ${since} or completedAt ge ${since})`]),
  ];
}

/**
 * A score of 1 is stored as an Int32, and others as a Double. The Table compares a column only with
 * a literal of its own type. It takes no exponent: 1e-7 is 0.00000010000000000000.
 */
function toScoreCondition(least: number): string {
  return `(topScore ge ${least.toFixed(20)} or topScore ge ${Math.ceil(least)})`;
}
