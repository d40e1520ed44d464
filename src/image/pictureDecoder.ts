import { ClassifierError } from "../errors.js";
import { open, type OpenedPicture } from "./decode.js";
import { DecoderChild, DecoderDied, type DecodingBounds } from "./decoderChild.js";
import { decodingMemory, MemoryBudget } from "./memoryBudget.js";
import type { PixelLimits } from "./pixelLimits.js";
import { prepare, type PreparedPicture } from "./prepare.js";
import type { PreprocessorConfig } from "./preprocessorConfig.js";
import type { JpegDecoding } from "./shrink.js";

export { libvipsVersion, sharpVersion } from "./decode.js";

/**
 * Pictures that may take more than this are costly. Ordinary photos of 12 megapixels are below it;
 * large AVIFs, WebPs, progressive JPEGs and interlaced PNGs are above.
 */
const COSTLY_BYTES = 64 * 1024 * 1024;
/** Costly pictures that wait for memory. More are refused, so that their bytes stay few. */
const MOST_WAITING = 8;
/** After so long without work the process is ended. */
const IDLE_MS = 30_000;

export interface DecoderOptions {
  readonly jpegDecode?: JpegDecoding | undefined;
  /** Bytes that all costly pictures in decoding may take together. */
  readonly memory?: number | undefined;
  /** What makes a picture costly. */
  readonly costlyBytes?: number | undefined;
  /** Starts a process, for tests. */
  readonly startChild?: (() => DecoderChild) | undefined;
  readonly bounds?: ((picture: OpenedPicture) => DecodingBounds) | undefined;
}

export interface PrepareOptions {
  /** It waits for its turn however many wait. Those who send such pictures bound them. */
  readonly isPatient?: boolean;
  /** Told before a costly picture waits for its turn. */
  readonly onCostly?: () => void;
  /** Aborts when nobody waits for the picture any more: it gives up its turn. */
  readonly left?: AbortSignal;
}

/**
 * Decodes and preprocesses pictures. Costly ones have a lane of their own: within bounds of memory
 * and time, in a process that can be ended. Ordinary ones never wait for them.
 */
export class PictureDecoder {
  readonly #limits: PixelLimits;
  readonly #preprocessor: PreprocessorConfig;
  readonly #jpegDecode: JpegDecoding;
  readonly #budget: MemoryBudget;
  readonly #costlyBytes: number;
  readonly #bounds: (picture: OpenedPicture) => DecodingBounds;
  readonly #startChild: () => DecoderChild;
  #idle: DecoderChild | undefined;
  #idleTimer: NodeJS.Timeout | undefined;

  constructor(limits: PixelLimits, preprocessor: PreprocessorConfig, options: DecoderOptions = {}) {
    this.#limits = limits;
    this.#preprocessor = preprocessor;
    this.#jpegDecode = options.jpegDecode ?? "exact";
    this.#budget = new MemoryBudget(options.memory ?? decodingMemory());
    this.#costlyBytes = options.costlyBytes ?? COSTLY_BYTES;
    this.#bounds = options.bounds ?? boundsOf;
    this.#startChild = options.startChild ?? (() => new DecoderChild());
  }

  /**
   * @throws ClassifierError as `open` and `prepare`; `ImageTooCostly`, `Overloaded`; the reason of the
   *   signal
   */
  async prepare(
    bytes: Uint8Array,
    { isPatient = false, onCostly, left }: PrepareOptions = {},
  ): Promise<PreparedPicture> {
    const picture = await open(bytes, this.#limits);
    if (picture.memory <= this.#costlyBytes) {
      return prepare(picture, this.#preprocessor, this.#jpegDecode);
    }
    onCostly?.();
    if (!isPatient && this.#budget.waiting >= MOST_WAITING) {
      const detail = `${MOST_WAITING} pictures as costly as this one are waiting; try again later.`;
      throw new ClassifierError("Overloaded", detail);
    }
    return this.#budget.with(picture.memory, () => this.#prepareAlone(bytes, picture), left);
  }

  /** Ends the process that waits for work, if there is one. */
  close(): void {
    clearTimeout(this.#idleTimer);
    this.#idle?.end();
    this.#idle = undefined;
  }

  async #prepareAlone(bytes: Uint8Array, picture: OpenedPicture): Promise<PreparedPicture> {
    const bounds = this.#bounds(picture);
    try {
      return await this.#prepareInChild(bytes, bounds);
    } catch (error) {
      if (!(error instanceof DecoderDied)) throw error;
    }
    try {
      return await this.#prepareInChild(bytes, bounds);
    } catch (error) {
      if (!(error instanceof DecoderDied)) throw error;
      const detail = "The picture killed the process that decoded it, twice.";
      throw new ClassifierError("ImageTooCostly", detail, { cause: error });
    }
  }

  async #prepareInChild(picture: Uint8Array, bounds: DecodingBounds): Promise<PreparedPicture> {
    const child = this.#idle?.alive ? this.#idle : this.#startChild();
    clearTimeout(this.#idleTimer);
    this.#idle = undefined;
    try {
      const limits = this.#limits;
      const [preprocessor, jpegDecode] = [this.#preprocessor, this.#jpegDecode];
      return await child.prepare({ picture, limits, preprocessor, jpegDecode }, bounds);
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
 * Twice what the costliest known picture of the kind takes. The process also holds the encoded bytes
 * twice, as a message and as a picture.
 */
function boundsOf({ pixels, memory }: OpenedPicture): DecodingBounds {
  const cpu = 2000 + (pixels / 1e6) * 800;
  return { memory: 128 * 1024 * 1024 + memory * 1.5, cpu, wall: 10_000 + cpu * 5 };
}
