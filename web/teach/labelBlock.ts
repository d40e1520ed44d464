import { setUpCamera } from "../camera.js";
import { element, part } from "../elements.js";
import { toThumb } from "./thumb.js";

/** A picture that shows a label. */
interface Example {
  /** Of its own within the label, and else that of the file: the order of the names decides the folds. */
  readonly name: string;
  readonly file: File;
  readonly thumb: HTMLLIElement;
}

const template = element("label-block", HTMLTemplateElement);

/** One label on the page: its name, and pictures of it. */
export class LabelBlock {
  readonly root: HTMLElement;
  readonly name: HTMLInputElement;
  readonly #count: HTMLElement;
  readonly #thumbs: HTMLElement;
  readonly #file: HTMLInputElement;
  readonly #examples: Example[] = [];

  /** @param remove is called when a person wants to be rid of the label */
  constructor(remove: () => void) {
    this.root = part(document.importNode(template.content, true), ".label", HTMLElement);
    this.name = part(this.root, ".label-name", HTMLInputElement);
    this.#count = part(this.root, ".count", HTMLElement);
    this.#thumbs = part(this.root, ".thumbs", HTMLElement);
    this.#file = part(this.root, "input[type=file]", HTMLInputElement);
    part(this.root, ".remove", HTMLButtonElement).addEventListener("click", remove);
    this.name.addEventListener("input", () => {
      this.root.setAttribute("aria-label", this.label || "A label");
    });
    this.#file.addEventListener("change", () => {
      this.add([...(this.#file.files ?? [])]);
      this.#file.value = "";
    });
    this.root.addEventListener("drop", ({ dataTransfer }) => {
      this.add([...(dataTransfer?.files ?? [])]);
    });
    setUpCamera(part(this.root, ".camera", HTMLElement), (shot) => this.add([shot]), true);
    this.#showCount();
  }

  get label(): string {
    return this.name.value.trim();
  }

  get size(): number {
    return this.#examples.length;
  }

  /** The pictures by their paths below the folder of the data set. */
  files(): [path: string, file: File][] {
    return this.#examples.map(({ name, file }) => [`${this.label}/${name}`, file]);
  }

  add(files: readonly File[]): void {
    for (const file of files) {
      const name = this.#toFreeName(toSafeName(file.name));
      const thumb = toThumb(file, () => this.#takeOut(name));
      this.#examples.push({ name, file, thumb });
      this.#thumbs.append(thumb);
    }
    this.#showCount();
  }

  #takeOut(name: string): void {
    const at = this.#examples.findIndex((each) => each.name === name);
    const [gone] = this.#examples.splice(at, 1);
    gone?.thumb.remove();
    // The focus would be lost with the button.
    const next = this.#examples[Math.min(at, this.size - 1)];
    (next ? part(next.thumb, "button", HTMLButtonElement) : this.#file).focus();
    this.#showCount();
  }

  /** `cat.jpg`, and then `cat-2.jpg` for another file of this name. */
  #toFreeName(name: string): string {
    const taken = new Set(this.#examples.map((each) => each.name));
    const [, stem = name, end = ""] = /^(.+?)(\.\w+)?$/.exec(name) ?? [];
    let free = name;
    for (let copy = 2; taken.has(free); copy++) free = `${stem}-${copy}${end}`;
    return free;
  }

  #showCount(): void {
    this.#count.textContent = this.size === 1 ? "1 picture" : `${this.size} pictures`;
    this.#thumbs.hidden = this.size === 0;
  }
}

/**
 * Keeps what every store takes as a name, and its end, which tells the format. A training does not
 * read files that begin with a dot.
 */
function toSafeName(name: string): string {
  return name
    .replaceAll(/[^\w.-]+/g, "-")
    .slice(-60)
    .replace(/^\.+/, "-")
    .replace(/\.+$/, "");
}
