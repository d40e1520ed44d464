/** Names of the containers, queues and Tables of the service. */

/** Container whose pictures are classified when they arrive. */
export const uploadsContainer = "uploads";

/** Container of pictures from asynchronous requests. Each is deleted after its classification. */
export const requestsContainer = "requests";

/** Container of pictures that callers send for batches. A batch can also read other containers. */
export const batchInputsContainer = "batch-inputs";

/** Container of the results of batches. */
export const predictionsContainer = "predictions";

/** Container of the working files of batches. */
export const batchWorkContainer = "batch-work";

/** Container of labelled pictures to learn from. A training can also read other containers. */
export const trainingContainer = "training";

/** Container of the working files and results of trainings and evaluations. */
export const trainingWorkContainer = "training-work";

/** Container of published models, and of the heads that were trained on them. */
export const modelsContainer = "models";

export const containers = [
  uploadsContainer,
  requestsContainer,
  batchInputsContainer,
  predictionsContainer,
  batchWorkContainer,
  trainingContainer,
  trainingWorkContainer,
  modelsContainer,
] as const;

/** Azure's rule for the names of containers. */
export const containerName = /^(?=.{3,63}$)[a-z0-9]+(-[a-z0-9]+)*$/;

/** What the deployment keeps in the same account. */
const hostContainers: readonly string[] = ["app-package", "eventgrid-dead-letters"];

/** Containers that no batch or training may read, because its results would show what is in them. */
const closedContainers: ReadonlySet<string> = new Set([
  requestsContainer,
  predictionsContainer,
  batchWorkContainer,
  trainingWorkContainer,
  modelsContainer,
  ...hostContainers,
]);

/** Whether a container is the service's own or the platform's, and so never the input of a batch or a training. */
export function isClosedContainer(name: string): boolean {
  return closedContainers.has(name) || name.startsWith("azure-webjobs-") || name.startsWith("$");
}

/** Queue of pictures to classify. */
export const requestQueue = "classify-requests";

/** Queue of the steps of batches. */
export const batchQueue = "batch-steps";

/** Queue of the steps of trainings and evaluations. */
export const trainingQueue = "training-steps";

/** Queue of callbacks to send. */
export const callbackQueue = "callbacks";

/** Queue to which Azure Functions moves a message after `maxDequeueCount` failures. */
export const poisonQueueOf = (queue: string): string => `${queue}-poison`;

/** Queue to which its blob trigger moves the event of a blob after five failures. */
export const blobTriggerPoisonQueue = "webjobs-blobtrigger-poison";

/** Queue of messages that the service gave up on, for operators. */
export const deadLetterQueue = "dead-letters";

export const queues = [
  requestQueue,
  poisonQueueOf(requestQueue),
  batchQueue,
  poisonQueueOf(batchQueue),
  trainingQueue,
  poisonQueueOf(trainingQueue),
  callbackQueue,
  poisonQueueOf(callbackQueue),
  blobTriggerPoisonQueue,
  deadLetterQueue,
] as const;

/** Table with one row per uploaded picture. */
export const classificationsTable = "classifications";

/** Table with the state of each batch. */
export const batchesTable = "batches";

/** Table with the state of each training and evaluation. */
export const trainingsTable = "trainings";

/** Table with who wants to hear of pictures and batches. */
export const subscriptionsTable = "subscriptions";

export const tables = [
  classificationsTable,
  batchesTable,
  trainingsTable,
  subscriptionsTable,
] as const;
