import { element } from "./elements.js";

/** How long a button says that it copied, in milliseconds. */
const PAUSE = 2000;

/** Connects the buttons that copy the text of another element. */
export function setUpCopy(): void {
  for (const button of document.querySelectorAll<HTMLButtonElement>("button[data-copy]")) {
    // A page that came without TLS has no clipboard.
    button.hidden = !("clipboard" in navigator);
    button.addEventListener("click", () => void copy(button));
  }
}

async function copy(button: HTMLButtonElement): Promise<void> {
  const text = element(button.dataset["copy"] ?? "", HTMLElement).textContent ?? "";
  const done = await navigator.clipboard.writeText(text).then(
    () => "Copied",
    () => "Not allowed",
  );
  button.textContent = done;
  setTimeout(() => (button.textContent = "Copy"), PAUSE);
}
