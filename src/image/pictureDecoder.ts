import { ClassifierError } from "../errors.js";
import { open, type OpenedPicture } from "./decode.js";
import { DecoderChild, DecoderDied, type DecodingBounds } from "./decoderChild.js";
import { decodingMemory, MemoryBudget } from "./memoryBudget.js";
import type { PixelLimits } from "./pixelLimits.js";
import type { RgbImage } from "./rgbImage.js";

export { libvipsVersion, sharpVersion } from "./decode.js";

/**
 * Pictures that may take more than this are decoded in a process of their own. Ordinary photos of 12
 * megapixels are below it, since sending pixels between processes takes as long as decoding them;
 * large AVIFs, WebPs, progressive JPEGs and interlaced PNGs are above.
 */
const ALONE_BYTES = 64 * 1024 * 1024;
/** After so long without work the process is ended. */
const IDLE_MS = 30_000;

export interface DecoderOptions {
  /** Bytes that all pictures in decoding may take together. */
  readonly memory?: number | undefined;
  /** What makes a picture costly enough for a process of its own. */
  readonly aloneBytes?: number | undefined;
  /** Starts a process, for tests. */
  readonly startChild?: (() => DecoderChild) | undefined;
  readonly bounds?: ((picture: OpenedPicture) => DecodingBounds) | undefined;
}

/** Decodes pictures within bounds of memory and time, the costly ones where they can be ended. */
export class PictureDecoder {
  readonly #limits: PixelLimits;
  readonly #budget: MemoryBudget;
  readonly #aloneBytes: number;
  readonly #bounds: (picture: OpenedPicture) => DecodingBounds;
  readonly #startChild: () => DecoderChild;
  #idle: DecoderChild | undefined;
  #idleTimer: NodeJS.Timeout | undefined;

  constructor(limits: PixelLimits, options: DecoderOptions = {}) {
    this.#limits = limits;
    this.#budget = new MemoryBudget(options.memory ?? decodingMemory());
    this.#aloneBytes = options.aloneBytes ?? ALONE_BYTES;
    this.#bounds = options.bounds ?? boundsOf;
    this.#startChild = options.startChild ?? (() => new DecoderChild());
  }

  /**
   * Decodes a picture and hands it to `use`, whose time counts as the picture's, since it holds the
   * pixels.
   *
   * @throws ClassifierError as `decode`, and `ImageTooCostly`
   */
  async decode<T>(bytes: Uint8Array, use: (image: RgbImage) => T): Promise<T> {
    const picture = await open(bytes, this.#limits);
    const alone = picture.memory > this.#aloneBytes;
    return this.#budget.with(picture.memory, async () =>
      use(alone ? await this.#decodeAlone(bytes, picture) : await picture.decode()),
    );
  }

  /** Ends the process that waits for work, if there is one. */
  close(): void {
    clearTimeout(this.#idleTimer);
    this.#idle?.end();
    this.#idle = undefined;
  }

  async #decodeAlone(bytes: Uint8Array, picture: OpenedPicture): Promise<RgbImage> {
    const bounds = this.#bounds(picture);
    try {
      return await this.#decodeInChild(bytes, bounds);
    } catch (error) {
      if (!(error instanceof DecoderDied)) throw error;
    }
    try {
      return await this.#decodeInChild(bytes, bounds);
    } catch (error) {
      if (!(error instanceof DecoderDied)) throw error;
      const detail = "The picture killed the process that decoded it, twice.";
      throw new ClassifierError("ImageTooCostly", detail, { cause: error });
    }
  }

  async #decodeInChild(picture: Uint8Array, bounds: DecodingBounds): Promise<RgbImage> {
    const child = this.#idle?.alive ? this.#idle : this.#startChild();
    clearTimeout(this.#idleTimer);
    this.#idle = undefined;
    try {
      return await child.decode({ picture, limits: this.#limits }, bounds);
    } finally {
      this.#keep(child);
    }
  }

  /** One process is kept for the next costly picture. */
  #keep(child: DecoderChild): void {
    if (!child.alive || this.#idle) return child.end();
    this.#idle = child;
    this.#idleTimer = setTimeout(() => this.close(), IDLE_MS).unref();
  }
}

/**
 * Twice what the costliest known picture of the kind takes. The process holds the encoded and the
 * decoded bytes a second time while they are sent.
 */
function boundsOf({ pixels, memory }: OpenedPicture): DecodingBounds {
  const cpu = 2000 + (pixels / 1e6) * 800;
  return { memory: 128 * 1024 * 1024 + memory * 1.5, cpu, wall: 10_000 + cpu * 5 };
}
