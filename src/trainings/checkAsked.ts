import { fromHeadReference } from "../inference/headName.js";
import { checkContainer } from "../storage/upload.js";
import type { Asked } from "./request.js";
import { toSubject } from "./subject.js";
import type { Teaching } from "./teaching.js";

/**
 * Refuses at once what a job would find out later.
 *
 * @returns the same, with the version of the head that is current now
 * @throws ClassifierError `ContainerNotFound`, `StorageUnavailable`, and as `toSubject` does
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
  if (asked.kind === "training" || !head) return asked;
  return { ...asked, request: { ...asked.request, head: fromHeadReference(head) } };
}
