import type { Classifier } from "../classifier.js";
import { ClassifierError } from "../errors.js";
import { fromHeadReference } from "../inference/headName.js";
import { checkContainer } from "../storage/upload.js";
import type { Asked } from "./request.js";
import { toSubject } from "./subject.js";
import type { Teaching } from "./teaching.js";

/**
 * Refuses at once what a job would find out later.
 *
 * @returns the same, with the version of the head that is current now
 * @throws ClassifierError `HeadNameTaken`, `ContainerNotFound`, `StorageUnavailable`, and as
 *   `toSubject` does
 */
export async function checkAsked(
  { storage, classifier }: Pick<Teaching, "storage" | "classifier">,
  asked: Asked,
): Promise<Asked> {
  const { data } = asked.request;
  const given = asked.kind === "training" ? asked.request.validation : undefined;
  for (const { container } of [data, ...(given ? [given] : [])]) {
    await checkContainer(storage, container);
  }
  const { head } = await toSubject(classifier, asked);
  if (asked.kind === "training") await checkName(classifier, asked.request.name);
  if (asked.kind === "training" || !head) return asked;
  return { ...asked, request: { ...asked.request, head: fromHeadReference(head) } };
}

/** A head in the model's folder goes before published ones: what is trained would never answer. */
async function checkName(classifier: Classifier, name: string): Promise<void> {
  const model = await classifier.model();
  if (!model.heads.has(name)) return;
  const detail = `The folder of ${model.name} has a head "${name}", which would keep answering. Use another name.`;
  throw new ClassifierError("HeadNameTaken", detail);
}
