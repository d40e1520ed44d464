import { classify, toProblem, type Caller, type LabelScore, type Problem } from "./api.js";
import { Card, percent } from "./card.js";
import { explain } from "./explanation.js";
import type { Options } from "./options.js";
import type { Picture } from "./sources.js";

/** A chosen picture with what the service says about it. */
export interface Answer {
  readonly picture: Picture;
  readonly card: Card;
  content?: Blob;
  /** What came last: labels or a problem; undefined until then. */
  outcome?: { readonly labels: readonly LabelScore[] } | { readonly problem: Problem };
}

/** Asks the service about the picture, and shows on its card what comes. Does not throw. */
export async function fetchAnswer(answer: Answer, options: Options, caller: Caller): Promise<void> {
  const { picture, card } = answer;
  card.wait(options.background ? "In the queue …" : "Classifying …");
  try {
    const content = (answer.content ??= await picture.content(caller));
    card.show(content);
    const start = performance.now();
    const labels = await classify(content, options, caller);
    const milliseconds = Math.round(performance.now() - start).toLocaleString("en");
    if (caller.signal.aborted) return;
    answer.outcome = { labels };
    card.say(labels.length > 0 ? `${milliseconds} ms` : "No label reaches the lowest score.");
    card.showLabels(labels, () => explain(content, options, caller));
  } catch (error) {
    if (caller.signal.aborted) return;
    const problem = toProblem(error);
    answer.outcome = { problem };
    card.complain(problem);
  }
}

/** The answer in words: the best label and its score, or what is wrong. */
export function inWords({ outcome }: Answer): string {
  if (!outcome) return "";
  if ("problem" in outcome) return outcome.problem.detail;
  const [best] = outcome.labels;
  return best ? `${best.label}, ${percent(best.score)}` : "No label reaches the lowest score.";
}
