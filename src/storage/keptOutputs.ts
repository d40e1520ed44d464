import type { StorageClients } from "./connection.js";
import { trainingWorkContainer } from "./names.js";
import { createBlob, readBlob } from "./pinnedBlob.js";

/** Outputs of a model that are kept, so that no picture is computed twice. */
export interface OutputKey {
  readonly kind: "features" | "logits";
  /** Id of the encoder: the model's version and its preprocessing. */
  readonly encoder: string;
  /** Identifies the content: the SHA-256 of the encoded bytes and, of a view, its seed and number. */
  readonly picture: string;
}

/**
 * Reads the kept output of a picture.
 *
 * @throws ClassifierError `StorageUnavailable`
 */
export async function readOutput(
  storage: StorageClients,
  key: OutputKey,
): Promise<Float32Array | undefined> {
  const bytes = await readBlob(storage, trainingWorkContainer, pathOf(key));
  return bytes && new Float32Array(new Uint8Array(bytes).buffer);
}

/**
 * Keeps the output of a picture. The first one stays.
 *
 * @throws ClassifierError `StorageUnavailable`
 */
export async function keepOutput(
  storage: StorageClients,
  key: OutputKey,
  values: Float32Array,
): Promise<void> {
  const bytes = new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
  await createBlob(storage, trainingWorkContainer, pathOf(key), bytes);
}

const pathOf = ({ kind, encoder, picture }: OutputKey): string =>
  `${kind}/${encoder}/${picture}.f32`;
