/**
 * The outcome of work that costs more than it is worth to have it quite new: whoever asks shares what
 * runs already, and for some time afterwards its outcome, a failure too.
 *
 * @param milliseconds from the end of the work on
 */
export function remembered<T>(milliseconds: number, work: () => Promise<T>): () => Promise<T> {
  let last: Promise<T> | undefined;
  let until = 0;
  return () => {
    if (last && performance.now() < until) return last;
    const outcome = work();
    const ended = (): void => {
      until = performance.now() + milliseconds;
    };
    [last, until] = [outcome, Infinity];
    outcome.then(ended, ended);
    return outcome;
  };
}
