import type { Problem } from "./api.js";
import { element, part } from "./elements.js";

const key = element("key", HTMLInputElement);
const keySection = element("key-section", HTMLDetailsElement);
const keyLabel = element("key-label", HTMLLabelElement);
const invitation = keyLabel.textContent;

key.form?.addEventListener("submit", (event) => event.preventDefault());

/** Calls back when another key is given. */
export function onKey(changed: () => void): void {
  key.addEventListener("change", changed);
}

/** Brings the one field for the key to the panel that is shown. */
export function bringKeyTo(panel: HTMLElement): void {
  part(panel, ".key-place", HTMLElement).append(keySection);
}

export function givenKey(): string {
  return key.value.trim();
}

/** Opens the section of the key, says there what is wrong, and goes there. */
export function askForKey({ detail }: Problem): void {
  const refused = givenKey() !== "";
  keyLabel.textContent = `${detail} ${refused ? "Give another one." : "It stays in this tab."}`;
  key.setAttribute("aria-invalid", String(refused));
  keySection.open = true;
  key.focus();
  key.select();
}

/**
 * Closes the section of the key that the service now takes.
 *
 * @returns whether the page had asked for the key
 */
export function stopAskingForKey(): boolean {
  if (keyLabel.textContent === invitation) return false;
  keyLabel.textContent = invitation;
  key.removeAttribute("aria-invalid");
  // The focus would be lost with the field.
  if (document.activeElement === key) {
    part(keySection, "summary", HTMLElement).focus({ preventScroll: true });
  }
  keySection.open = false;
  return true;
}
