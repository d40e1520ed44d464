import { ApiError, headNames, type Caller } from "./api.js";
import { element } from "./elements.js";
import { askForKey, givenKey, onKey } from "./key.js";
import type { Options } from "./options.js";

const form = element("options", HTMLFormElement);
const section = element("options-section", HTMLDetailsElement);
const topK = element("top-k", HTMLInputElement);
const threshold = element("threshold", HTMLInputElement);
const head = element("head", HTMLSelectElement);
const background = element("background", HTMLInputElement);

/**
 * Connects the options and the key.
 *
 * @param changed is called when one of them has another value
 */
export function setUpControls(changed: () => void): void {
  form.addEventListener("change", () => changed());
  onKey(() => {
    if (section.open) void listHeads();
    changed();
  });
  form.addEventListener("submit", (event) => event.preventDefault());
  section.addEventListener("toggle", () => section.open && void listHeads());
}

export function chosenOptions(): Options {
  return {
    topK: hold(topK),
    threshold: hold(threshold),
    head: head.value,
    background: background.checked,
  };
}

/** Holds a field to its bounds and step, or to its first value where it is empty. @returns its number */
function hold(field: HTMLInputElement): number {
  const { validity, min, max, defaultValue } = field;
  if (field.value === "") field.value = defaultValue;
  if (validity.rangeUnderflow) field.value = min;
  if (validity.rangeOverflow) field.value = max;
  if (validity.stepMismatch) field.stepDown();
  return field.valueAsNumber;
}

/** Lists the heads of the model. A model without heads offers no choice. */
async function listHeads(): Promise<void> {
  const caller: Caller = { key: givenKey(), signal: AbortSignal.timeout(30_000) };
  try {
    const names = await headNames(caller);
    const chosen = head.value;
    head.replaceChildren(
      new Option("the model’s own labels", ""),
      ...names.map((name) => new Option(name, name, false, name === chosen)),
    );
    element("head-choice", HTMLElement).hidden = names.length === 0;
  } catch (error) {
    if (error instanceof ApiError && error.problem.status === 401) askForKey(error.problem);
  }
}
