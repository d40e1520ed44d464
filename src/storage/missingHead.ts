import { ClassifierError } from "../errors.js";
import { toHeadReference } from "../inference/headName.js";
import { encoderId, type ModelFolder } from "../inference/modelFolder.js";
import type { StorageClients } from "./connection.js";
import { findVersions, isHeadOfOtherModel } from "./listHeads.js";

/**
 * Says why a head cannot be used, and what there is instead.
 *
 * @param asked as the request names it
 * @throws ClassifierError `StorageUnavailable`
 */
export async function toMissingHead(
  storage: StorageClients | undefined,
  model: ModelFolder,
  asked: string,
): Promise<ClassifierError> {
  const encoder = encoderId(model);
  const published = storage ? await findVersions(storage, encoder) : new Map<string, number[]>();
  const { name = asked, version } = toHeadReference(asked) ?? {};
  const [newest, ...older] = (published.get(name) ?? []).toSorted((a, b) => b - a);
  if (newest !== undefined) {
    const has = `it has ${[newest, ...older].join(", ")}`;
    const detail =
      version === undefined
        ? `No version of the head "${name}" is current; ${has}. Promote one, or ask for ${name}@${newest}.`
        : `The head "${name}" has no version ${version}; ${has}.`;
    return new ClassifierError("HeadNotFound", detail);
  }
  if (storage && (await isHeadOfOtherModel(storage, { encoder, name }))) {
    const detail = `The head "${name}" was trained on another model than ${model.name} (${model.version}), which this service has. Train it again, or serve its model.`;
    return new ClassifierError("HeadOfOtherModel", detail);
  }
  const known = [...new Set([...model.heads.keys(), ...published.keys()])].toSorted();
  const detail = `${model.name} has no head "${asked}"; it has ${known.join(", ") || "none"}.`;
  return new ClassifierError("HeadNotFound", detail);
}
