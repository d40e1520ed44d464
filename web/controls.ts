import { ApiError, headNames, type Caller } from "./api.js";
import { element } from "./elements.js";
import type { Options } from "./options.js";

const form = element("options", HTMLFormElement);
const section = element("options-section", HTMLDetailsElement);
const topK = element("top-k", HTMLInputElement);
const threshold = element("threshold", HTMLInputElement);
const head = element("head", HTMLSelectElement);
const background = element("background", HTMLInputElement);
const key = element("key", HTMLInputElement);
const keySection = element("key-section", HTMLDetailsElement);

/**
 * Connects the options and the key.
 *
 * @param changed is called when one of them has another valid value
 */
export function setUpControls(changed: () => void): void {
  form.addEventListener("change", () => form.reportValidity() && changed());
  key.addEventListener("change", () => {
    if (section.open) void listHeads();
    changed();
  });
  for (const { form } of [topK, key]) {
    form?.addEventListener("submit", (event) => event.preventDefault());
  }
  section.addEventListener("toggle", () => section.open && void listHeads());
}

export function chosenOptions(): Options {
  return {
    topK: topK.valueAsNumber,
    threshold: threshold.valueAsNumber,
    head: head.value,
    background: background.checked,
  };
}

export function givenKey(): string {
  return key.value.trim();
}

/** Opens the section of the key and goes there. */
export function askForKey(): void {
  element("key-label", HTMLLabelElement).textContent =
    "The service asks for its function key. The key stays in this tab.";
  keySection.open = true;
  key.focus();
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
    if (error instanceof ApiError && error.problem.status === 401) askForKey();
  }
}
