import { fetchAnswer, inWords, type Answer } from "../answer.js";
import { ApiError, type Caller } from "../api.js";
import { setUpCamera } from "../camera.js";
import { Card } from "../card.js";
import { element } from "../elements.js";
import { defaults, type Options } from "../options.js";
import { writeCodeOf } from "../panels.js";
import { fromFile, type Picture } from "../sources.js";
import { publish, type Training } from "./api.js";

const trying = element("try", HTMLElement);
const sections = [trying, element("use", HTMLElement)];
const cards = element("try-cards", HTMLElement);
const button = element("publish", HTMLButtonElement);
const published = element("published", HTMLElement);

/** The head that is tried, and whether its version is the current one. */
let head: { readonly name: string; readonly version: number; isCurrent: boolean } | undefined;
let answers: readonly Answer[] = [];

/**
 * Connects what tries and publishes a trained head.
 *
 * @param toCaller who calls now
 * @param complain is told what went wrong, and what to do again with another key
 */
export function setUpTryIt(
  toCaller: () => Caller,
  complain: (error: unknown, again: () => void) => void,
): void {
  const ask = async (): Promise<void> => {
    const caller = toCaller();
    const options = chosen();
    const failed = await Promise.all(answers.map((each) => askOne(each, options, caller)));
    const refused = failed.find((error) => error?.problem.status === 401);
    if (refused) complain(refused, () => void ask());
  };
  const take = (files: readonly File[]): void => {
    if (files.length === 0) return;
    for (const { card } of answers) card.dispose();
    answers = files.map(fromFile).map((picture) => ({ picture, card: new Card(picture.name) }));
    cards.replaceChildren(...answers.map(({ card }) => card.item));
    trying.className = answers.length > 1 ? "card several" : "card one";
    writeCode();
    void ask();
  };
  const file = element("try-file", HTMLInputElement);
  file.addEventListener("change", () => {
    take([...(file.files ?? [])]);
    file.value = "";
  });
  trying.addEventListener("drop", ({ dataTransfer }) => {
    take([...(dataTransfer?.files ?? [])]);
  });
  setUpCamera(element("try-camera", HTMLElement), (shot) => take([shot]), true);
  const release = (): void => {
    promote(toCaller()).catch((error: unknown) => complain(error, release));
  };
  button.addEventListener("click", release);
  element("teach-languages", HTMLElement).addEventListener("change", writeCode);
}

/** Offers a trained head to try and to publish; undefined offers none. */
export function offer(training: Training | undefined): void {
  const { name, version, current = false } = training ?? {};
  head =
    name !== undefined && version !== undefined ? { name, version, isCurrent: current } : undefined;
  for (const section of sections) section.hidden = !head;
  for (const { card } of answers) card.dispose();
  answers = [];
  cards.replaceChildren();
  showPublished();
}

async function askOne(
  answer: Answer,
  options: Options,
  caller: Caller,
): Promise<ApiError | undefined> {
  await fetchAnswer(answer, options, caller);
  element("try-said", HTMLElement).textContent = inWords(answer);
  const { outcome } = answer;
  return outcome && "problem" in outcome ? new ApiError(outcome.problem) : undefined;
}

async function promote(caller: Caller): Promise<void> {
  if (!head) return;
  await publish(head.name, head.version, caller);
  head.isCurrent = true;
  showPublished();
}

function showPublished(): void {
  const { name = "", version = 0, isCurrent = false } = head ?? {};
  button.textContent = `Publish version ${version}`;
  button.hidden = isCurrent;
  published.textContent = isCurrent
    ? `Published: head=${name} answers with version ${version}, everywhere within 30 seconds.`
    : `Only who asks for head=${name}@${version} gets this version. Publish it, and it answers for head=${name}.`;
  writeCode();
}

/** What to ask of the service: the name alone once it leads to this version. */
function chosen(): Options {
  const { name = "", version = 0, isCurrent = false } = head ?? {};
  return { ...defaults, head: isCurrent ? name : `${name}@${version}` };
}

function writeCode(): void {
  const pictures: readonly Picture[] = answers.map(({ picture }) => picture);
  writeCodeOf("teach-code", pictures, chosen());
}
