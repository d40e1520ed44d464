/** Characters of a name that is compared. Errors repeat it, so it must be short. */
const LONGEST_NAME = 100;

/**
 * The known name that a caller probably means by another one: it differs in case, hyphens or underscores, or
 * by one slip of the fingers. `topK`, `top-k` and `topk` mean `top_k`; `treshold` means `threshold`.
 *
 * @returns undefined for a known name, for one that is like none of them, and for a very long one
 */
export function misspelt(name: string, known: readonly string[]): string | undefined {
  if (known.includes(name) || name.length > LONGEST_NAME) return undefined;
  const given = bare(name);
  return (
    known.find((other) => bare(other) === given) ??
    known.find((other) => isOneSlipAway(bare(other), given))
  );
}

const bare = (name: string): string => name.toLowerCase().replaceAll(/[-_\s]/g, "");

/** Whether one letter is missing, too many or wrong, or two have changed places. */
function isOneSlipAway(a: string, b: string): boolean {
  const least = Math.min(a.length, b.length);
  let start = 0;
  while (start < least && a[start] === b[start]) start++;
  let end = 0;
  while (end < least - start && a.at(-1 - end) === b.at(-1 - end)) end++;
  const [left, right] = [a.slice(start, a.length - end), b.slice(start, b.length - end)];
  if (left.length <= 1 && right.length <= 1) return true;
  return left.length === 2 && left === `${right[1]}${right[0]}`;
}
