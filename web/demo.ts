/** The page to try the service: takes pictures in many ways and shows what the service says; teaches. */

import { fetchAnswer, inWords, type Answer } from "./answer.js";
import { modelName, type Caller } from "./api.js";
import { Card } from "./card.js";
import { chosenOptions, setUpControls } from "./controls.js";
import { setUpCopy } from "./copy.js";
import { element } from "./elements.js";
import { askForKey, givenKey, stopAskingForKey } from "./key.js";
import { setUpModes } from "./modes.js";
import { writeCode, writeJson } from "./panels.js";
import { setUpSources, type Picture } from "./sources.js";
import { setUpTabs } from "./tabs.js";
import { setUpTeach } from "./teach/teach.js";

/** Pictures on the way at once. */
const AT_ONCE = 3;

const place = element("place", HTMLElement);
const model = element("model", HTMLParagraphElement);

let answers: readonly Answer[] = [];
/** A newer choice ends the requests of the older one. */
let turn = new AbortController();

setUpModes();
setUpTabs(element("tabs", HTMLElement));
setUpCopy();
setUpSources(take);
setUpControls(() => void askAll());
setUpTeach();
element("languages", HTMLElement).addEventListener("change", () => {
  writeCode(answers, chosenOptions());
});
writeCode(answers, chosenOptions());
modelName().then(
  (name) => (model.textContent += ` Served by ${name}.`),
  () => (model.textContent = "The service is not ready yet. Try again in a minute."),
);

function take(pictures: readonly Picture[]): void {
  for (const { card } of answers) card.dispose();
  answers = pictures.map((picture) => ({ picture, card: new Card(picture.name) }));
  element("cards", HTMLUListElement).replaceChildren(...answers.map(({ card }) => card.item));
  element("answer", HTMLElement).className = answers.length > 1 ? "card several" : "card one";
  element("status", HTMLParagraphElement).textContent = "";
  writeJson(answers);
  scrollToAnswer();
  void askAll();
}

/** On a phone the answer lies below the ways to choose. */
function scrollToAnswer(): void {
  const { top } = place.getBoundingClientRect();
  if (top < 0 || top > innerHeight / 4) place.scrollIntoView();
}

/** Asks for all pictures, again where an option or the key has changed. */
async function askAll(): Promise<void> {
  turn.abort();
  turn = new AbortController();
  const caller: Caller = { key: givenKey(), signal: turn.signal };
  const options = chosenOptions();
  writeCode(answers, options);
  const waiting = [...answers];
  const ask = async (): Promise<void> => {
    for (let next = waiting.shift(); next; next = waiting.shift()) {
      await fetchAnswer(next, options, caller);
      if (caller.signal.aborted) return;
      tell(next);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, ask));
}

/** Writes an answer outside of its card, and announces it to screen readers. */
function tell(answer: Answer): void {
  writeJson(answers);
  const done = answers.filter(({ outcome }) => outcome).length;
  const which = answers.length > 1 ? `${done} of ${answers.length}: ${answer.picture.name}: ` : "";
  element("status", HTMLParagraphElement).textContent = which + inWords(answer);
  const { outcome } = answer;
  if (outcome && "problem" in outcome && outcome.problem.status === 401) askForKey(outcome.problem);
  else if (outcome && "labels" in outcome && stopAskingForKey()) scrollToAnswer();
}
