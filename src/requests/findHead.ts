import type { z } from "zod";
import type { Classifier } from "../classifier.js";
import { toHeadsAnswer, type headSchema } from "../contracts/heads/headsAnswer.js";
import { headName } from "../inference/headName.js";
import { encoderId } from "../inference/modelFolder.js";
import type { StorageClients } from "../storage/connection.js";
import { listHeads } from "../storage/listHeads.js";
import { toMissingHead } from "../storage/missingHead.js";

/**
 * Tells of one head of the served model.
 *
 * @throws ClassifierError `HeadNotFound`, with the known names; `HeadOfOtherModel`,
 *   `StorageUnavailable`
 */
export async function findHead(
  classifier: Classifier,
  storage: StorageClients,
  name: string,
): Promise<z.infer<typeof headSchema>> {
  const model = await classifier.model();
  const published = headName.test(name)
    ? await listHeads(storage, encoderId(model), { only: name })
    : [];
  const head = toHeadsAnswer(model, published).value.find((each) => each.name === name);
  if (head) return head;
  throw await toMissingHead(storage, model, name);
}
