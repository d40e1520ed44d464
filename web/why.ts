import { element, part } from "./elements.js";
import type { Explanation } from "./explanation.js";

/** How dark the parts become that spoke least, and those that the service does not see. */
const DARKEST = 0.8;

/** Longest side of the layer in pixels; the page makes it as large as the picture. */
const LAYER_SIDE = 512;

/** The button "Why?" of a card, and the layer that it lays over the picture. */
export class Why {
  readonly #button: HTMLButtonElement;
  readonly #layer: HTMLCanvasElement;
  readonly #picture: HTMLImageElement;
  #ask: (() => Promise<Explanation>) | undefined;

  /** @param complain shows what went wrong */
  constructor(card: HTMLElement, complain: (error: unknown) => void) {
    this.#button = part(card, ".why", HTMLButtonElement);
    this.#layer = part(card, "canvas", HTMLCanvasElement);
    this.#picture = part(card, "img", HTMLImageElement);
    this.#button.addEventListener("click", () => {
      const ask = this.#ask;
      // An answer about an older choice is of no interest any more, nor is its failure.
      const isCurrent = (): boolean => ask === this.#ask;
      if (this.#button.ariaPressed === "true") this.#show(false);
      else
        ask?.().then(
          (explanation) => isCurrent() && this.#lay(explanation),
          (error: unknown) => isCurrent() && complain(error),
        );
    });
  }

  /** Offers the explanation of an answer. */
  offer(ask: () => Promise<Explanation>): void {
    this.#ask = ask;
    this.#button.hidden = false;
  }

  /** Takes back what was shown of an older answer. */
  reset(): void {
    this.#ask = undefined;
    this.#button.hidden = true;
    this.#show(false);
  }

  #lay(explanation: Explanation): void {
    this.#draw(explanation);
    this.#show(true);
  }

  #show(shown: boolean): void {
    this.#button.ariaPressed = String(shown);
    this.#layer.hidden = !shown;
  }

  /** Darkens the picture, the less the more a part spoke for the label. */
  #draw({ label, box, grid }: Explanation): void {
    const { naturalWidth, naturalHeight } = this.#picture;
    const scale = Math.min(1, LAYER_SIDE / Math.max(naturalWidth, naturalHeight));
    const layer = this.#layer;
    layer.width = Math.round(naturalWidth * scale);
    layer.height = Math.round(naturalHeight * scale);
    layer.ariaLabel = `The bright parts spoke for ${label}`;
    element("status", HTMLParagraphElement).textContent = layer.ariaLabel;
    const context = layer.getContext("2d");
    if (!context) return;
    context.fillStyle = `rgb(0 0 0 / ${DARKEST})`;
    context.fillRect(0, 0, layer.width, layer.height);
    const place = [box.left, box.top, box.width, box.height].map((length) => length * scale);
    const [left = 0, top = 0, width = 0, height = 0] = place;
    context.clearRect(left, top, width, height);
    context.imageSmoothingQuality = "high";
    context.drawImage(toShade(grid), left, top, width, height);
  }
}

/** A pixel of darkness for each cell. */
function toShade(grid: Explanation["grid"]): HTMLCanvasElement {
  const cells = grid.flat();
  const [least, most] = [Math.min(...cells), Math.max(...cells)];
  const shade = document.createElement("canvas");
  shade.height = grid.length;
  shade.width = cells.length / grid.length;
  const pixels = new ImageData(shade.width, shade.height);
  cells.forEach((cell, i) => {
    const share = most > least ? (most - cell) / (most - least) : 0;
    pixels.data[4 * i + 3] = Math.round(255 * DARKEST * share);
  });
  shade.getContext("2d")?.putImageData(pixels, 0, 0);
  return shade;
}
