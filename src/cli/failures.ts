/** A picture that could not be sent or classified. */
export interface Failure {
  /** Its path, as people call it. */
  readonly name: string;
  readonly code: string;
  readonly message: string;
}

export function toLine({ name, code, message }: Failure): string {
  return `${name}  ${code}: ${message}`;
}

/** Failures that are told one by one. */
export const MOST_TOLD = 5;

/**
 * Prints the first failures, and where the others are.
 *
 * @param failures some of them, the first ones at least
 * @param count of all
 * @param place file with all of them
 */
export function tellFailures(
  failures: readonly Failure[],
  count = failures.length,
  place?: string,
): void {
  for (const failure of failures.slice(0, MOST_TOLD)) console.log(`  ${toLine(failure)}`);
  if (count <= MOST_TOLD) return;
  const where = place === undefined ? "" : `, in the column error of ${place}`;
  console.log(`  and ${count - MOST_TOLD} more${where}`);
}
