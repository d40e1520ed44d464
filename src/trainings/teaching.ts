import type { Classifier } from "../classifier.js";
import { ClassifierError } from "../errors.js";
import { encoderId } from "../inference/modelFolder.js";
import type { Settings } from "../settings.js";
import type { StorageClients } from "../storage/connection.js";
import type { TrainingRow } from "../storage/trainingTable.js";

/** What the steps of trainings and evaluations need for their work. */
export interface Teaching {
  readonly storage: StorageClients;
  readonly classifier: Classifier;
  readonly settings: Settings;
}

/**
 * Refuses to go on with another model than the job began with: features of two encoders do not fit
 * together.
 *
 * @throws ClassifierError `ModelChanged`, `InvalidModel`, `ModelUnavailable`
 */
export async function checkEncoder(
  { classifier }: Teaching,
  { encoder }: TrainingRow,
): Promise<void> {
  if (encoderId(await classifier.model()) !== encoder) throw new ClassifierError("ModelChanged");
}
