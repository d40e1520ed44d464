import type { Output } from "./progress.js";
import { drawBar, duration } from "./progress.js";

/**
 * Shows how far a count is: on a terminal a bar that is drawn again, elsewhere a line for each tenth.
 *
 * @returns takes the count of what is done and of all there is, as far as it is known, and the rate
 *   per second
 */
export function countProgress(
  output: Output,
  what: string,
): (done: number, total: number, rate: number) => void {
  let tenth = -1;
  return (done, total, rate) => {
    const share = total > 0 ? done / total : 0;
    const left = rate > 0 && done < total ? `  ${duration((total - done) / rate)} left` : "";
    const text = `${what}  ${done} of ${total}  ${rate.toFixed(1)}/s${left}`;
    if (output.isTTY) {
      output.write(`\r\u001b[K${drawBar(share)} ${text}${done === total && total > 0 ? "\n" : ""}`);
      return;
    }
    const reached = Math.floor(10 * share);
    if (reached === tenth || total === 0) return;
    tenth = reached;
    output.write(`  ${text}\n`);
  };
}

/** The same on the error output for work whose extent is known, with the rate since now. */
export function rateProgress(what: string, total: number): (done: number) => void {
  const show = countProgress(process.stderr, what);
  const begun = performance.now();
  return (done) => show(done, total, (1000 * done) / (performance.now() - begun));
}
