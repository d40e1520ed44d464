import type { HttpRequest } from "@azure/functions";
import type { Classifier } from "../classifier.js";
import { ClassifierError, toClassifierError } from "../errors.js";
import { toHeadReference } from "../inference/headName.js";
import { encoderId } from "../inference/modelFolder.js";
import type { StorageClients } from "../storage/connection.js";
import type { VersionPlace } from "../storage/headBlobs.js";
import { toMissingHead } from "../storage/missingHead.js";

/**
 * Works on the version that the path of a request names, of a head of the served model.
 *
 * @throws ClassifierError `HeadNotFound`, with what there is instead; `HeadOfOtherModel`; also errors
 *   of `work`
 */
export async function onHeadVersion<T>(
  { params }: HttpRequest,
  classifier: Classifier,
  storage: StorageClients,
  work: (place: VersionPlace) => Promise<T>,
): Promise<T> {
  const model = await classifier.model();
  const asked = `${params["name"] ?? ""}@${params["version"] ?? ""}`;
  const { name, version } = toHeadReference(asked) ?? {};
  try {
    if (name === undefined || version === undefined) throw new ClassifierError("HeadNotFound");
    return await work({ encoder: encoderId(model), name, version });
  } catch (error) {
    if (toClassifierError(error).code !== "HeadNotFound") throw error;
    throw await toMissingHead(storage, model, asked);
  }
}
