/** What the service keeps in its storage account, by the names that bindings and docs use. */

/** Blob container whose pictures are classified. */
export const uploadsContainer = "uploads";

/** Blob container of pictures that were sent to be classified later; each goes when it is done. */
export const requestsContainer = "requests";

/** Blob container of pictures that were sent for batches; others may have theirs anywhere. */
export const batchInputsContainer = "batch-inputs";

/** Blob container of what batches have found. */
export const predictionsContainer = "predictions";

/** Blob container of what batches note while they run. */
export const batchWorkContainer = "batch-work";

/** Blob container of models that are served from Blob storage. */
export const modelsContainer = "models";

export const containers = [
  uploadsContainer,
  requestsContainer,
  batchInputsContainer,
  predictionsContainer,
  batchWorkContainer,
  modelsContainer,
] as const;

/** What the deployment keeps in the same account. */
const hostContainers: readonly string[] = ["app-package", "eventgrid-dead-letters"];

/** The containers that hold no input of a batch: whoever may start one would read them through it. */
const closedContainers: ReadonlySet<string> = new Set([
  requestsContainer,
  predictionsContainer,
  batchWorkContainer,
  modelsContainer,
  ...hostContainers,
]);

/** Whether a container is the service's own or the platform's, and so never the input of a batch. */
export function isClosedContainer(name: string): boolean {
  return closedContainers.has(name) || name.startsWith("azure-webjobs-") || name.startsWith("$");
}

/** Queue of pictures that wait to be classified. */
export const requestQueue = "classify-requests";

/** Queue of the steps of batches. */
export const batchQueue = "batch-steps";

/** Queue of results that wait to be delivered. */
export const callbackQueue = "callbacks";

/** Where Azure Functions moves a message whose function failed `maxDequeueCount` times. */
export const poisonQueueOf = (queue: string): string => `${queue}-poison`;

/** Where its blob trigger puts the events of blobs whose function failed that often. */
export const blobTriggerPoisonQueue = "webjobs-blobtrigger-poison";

/** Messages that were given up on, kept for operators. */
export const deadLetterQueue = "dead-letters";

export const queues = [
  requestQueue,
  poisonQueueOf(requestQueue),
  batchQueue,
  poisonQueueOf(batchQueue),
  callbackQueue,
  poisonQueueOf(callbackQueue),
  blobTriggerPoisonQueue,
  deadLetterQueue,
] as const;

/** Table with one row for each uploaded picture. */
export const classificationsTable = "classifications";

/** Table with the state of each batch. */
export const batchesTable = "batches";

export const tables = [classificationsTable, batchesTable] as const;
