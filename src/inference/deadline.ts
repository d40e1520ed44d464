import type { Patience } from "./waitingLine.js";

/** Maximum delay of a timer in milliseconds. */
const LONGEST_TIMER = 2 ** 31 - 1;

/** Runs `act` at the deadline, even if the thread is busy. */
export function atDeadline(
  { deadline = Infinity }: Patience,
  act: () => void,
): NodeJS.Timeout | undefined {
  const milliseconds = Math.max(0, deadline - performance.now());
  return milliseconds > LONGEST_TIMER ? undefined : setTimeout(act, milliseconds);
}
