import { toProblem, type LabelScore, type Problem } from "./api.js";
import { element, part } from "./elements.js";
import type { Explanation } from "./explanation.js";
import { Why } from "./why.js";

const template = element("card", HTMLTemplateElement);

/** One picture of the answer, in the list of all. */
export class Card {
  readonly item: HTMLElement;
  readonly #picture: HTMLImageElement;
  readonly #said: HTMLElement;
  readonly #labels: HTMLElement;
  readonly #why: Why;

  constructor(name: string) {
    this.item = part(document.importNode(template.content, true), "li", HTMLLIElement);
    this.#picture = part(this.item, "img", HTMLImageElement);
    this.#said = part(this.item, ".said", HTMLElement);
    this.#labels = part(this.item, ".labels", HTMLElement);
    this.#why = new Why(this.item, (error) => this.say(toProblem(error).detail));
    part(this.item, ".name", HTMLElement).textContent = name;
    this.#picture.alt = name;
    // Browsers draw fewer formats than the service reads.
    this.#picture.addEventListener("error", () => this.item.classList.add("undrawn"));
  }

  show(picture: Blob): void {
    this.#picture.src ||= URL.createObjectURL(picture);
  }

  /** Shows that the picture is on its way, and takes back what is not true any more. */
  wait(text: string): void {
    this.say(text);
    this.#why.reset();
  }

  say(text: string): void {
    this.item.classList.remove("bad");
    this.#said.textContent = text;
    this.#said.title = "";
  }

  /** The code is for programs: the JSON has it, and so has the tooltip. */
  complain({ detail, code = "" }: Problem): void {
    this.item.classList.add("bad");
    this.#said.textContent = detail;
    this.#said.title = code;
    this.#labels.replaceChildren();
  }

  /** @param ask asks why; nothing is offered to explain where there is no label */
  showLabels(labels: readonly LabelScore[], ask: () => Promise<Explanation>): void {
    this.#labels.replaceChildren(...labels.map(toItem));
    if (labels.length > 0) this.#why.offer(ask);
  }

  /** Frees the memory of the picture. */
  dispose(): void {
    URL.revokeObjectURL(this.#picture.src);
  }
}

/** @param score 0 to 1 */
export function percent(score: number): string {
  return `${(100 * score).toFixed(1)} %`;
}

function toItem({ label, score }: LabelScore): HTMLLIElement {
  const item = document.createElement("li");
  const [name, value, meter] = [
    document.createElement("span"),
    document.createElement("span"),
    document.createElement("meter"),
  ];
  name.textContent = label;
  value.textContent = percent(score);
  value.className = "score";
  meter.value = score;
  meter.setAttribute("aria-hidden", "true");
  item.append(name, value, meter);
  return item;
}
