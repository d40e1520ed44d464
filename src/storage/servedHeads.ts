import { toClassifierError } from "../errors.js";
import { toHeadReference } from "../inference/headName.js";
import type { ClassifierHead } from "../inference/heads.js";
import { encoderId, type ModelFolder } from "../inference/modelFolder.js";
import type { StorageClients } from "./connection.js";
import { FreshPointers } from "./freshPointers.js";
import { readHeadVersion, versionPrefix, type HeadPlace, type VersionPlace } from "./headBlobs.js";
import { HeadCache } from "./headCache.js";
import { readPointer, type HeadPointer } from "./headPointer.js";
import { listHeads, type PublishedHead } from "./listHeads.js";
import { toMissingHead } from "./missingHead.js";

/** Bytes of the versions in memory. A head of ten labels has some 50,000. */
const MOST_BYTES = 64 * 1024 * 1024;

/** Milliseconds after which storage without an answer counts as down. */
const PATIENCE = 5000;

/**
 * The heads that requests can ask for: those of the model's folder, and the published ones. A
 * published head in use answers also while storage is down, and follows its pointer within seconds.
 */
export class ServedHeads {
  readonly #connect: () => Promise<StorageClients | undefined>;
  readonly #versions = new HeadCache(MOST_BYTES);
  readonly #pointers = new FreshPointers((place) => this.#readAhead(place));
  /** The last list of each encoder. */
  readonly #lists = new Map<string, readonly PublishedHead[]>();

  /** @param connect to the account, at first use; without one there are no published heads */
  constructor(connect: () => Promise<StorageClients | undefined> = async () => undefined) {
    this.#connect = connect;
  }

  /**
   * Finds a head for the features of this model.
   *
   * @param asked `fridge` or `fridge@3`
   * @throws ClassifierError `HeadNotFound`, with the known names; `HeadOfOtherModel`,
   *   `StorageUnavailable`
   */
  async find(model: ModelFolder, asked: string): Promise<ClassifierHead> {
    const own = model.heads.get(asked);
    if (own) return own;
    const head = await this.#findPublished(model, asked);
    if (head) return head;
    throw await toMissingHead(await this.#connect(), model, asked);
  }

  async #findPublished(model: ModelFolder, asked: string): Promise<ClassifierHead | undefined> {
    const reference = toHeadReference(asked);
    const storage = await this.#connect();
    if (!reference || !storage) return undefined;
    const place = { encoder: encoderId(model), name: reference.name };
    const known = this.#pointers.get(place);
    const pointer = known ?? (await readPointer(storage, place, patience()));
    const version = reference.version ?? pointer.version;
    if (version === undefined || pointer.deleted.includes(version)) return undefined;
    try {
      const head = await this.#readVersion(storage, { ...place, version });
      if (!known) this.#pointers.keep(place, pointer);
      return head;
    } catch (error) {
      if (toClassifierError(error).code === "HeadNotFound") return undefined;
      throw error;
    }
  }

  /**
   * The published heads of this model.
   *
   * @returns those of the last time while storage is down
   */
  async list(model: ModelFolder): Promise<readonly PublishedHead[]> {
    const encoder = encoderId(model);
    try {
      const storage = await this.#connect();
      const options = { abortSignal: patience() };
      if (storage) this.#lists.set(encoder, await listHeads(storage, encoder, options));
    } catch (error) {
      if (toClassifierError(error).code !== "StorageUnavailable") throw error;
    }
    return this.#lists.get(encoder) ?? [];
  }

  /** Makes the next request see what this instance has just promoted or deleted. */
  forget(place: HeadPlace): void {
    this.#pointers.forget(place);
  }

  /** Reads a pointer, and the weights of its version too, so that no request waits for them. */
  async #readAhead(place: HeadPlace): Promise<HeadPointer> {
    const storage = await this.#connect();
    if (!storage) return { deleted: [] };
    const pointer = await readPointer(storage, place, patience());
    const { version } = pointer;
    if (version !== undefined) await this.#readVersion(storage, { ...place, version });
    return pointer;
  }

  #readVersion(storage: StorageClients, place: VersionPlace): Promise<ClassifierHead> {
    const read = (): Promise<ClassifierHead> => readHeadVersion(storage, place, patience());
    return this.#versions.get(versionPrefix(place), read);
  }
}

const patience = (): AbortSignal => AbortSignal.timeout(PATIENCE);
