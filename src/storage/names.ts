/** What the service keeps in its storage account, by the names that bindings and docs use. */

/** Blob container whose pictures are classified. */
export const uploadsContainer = "uploads";

/** Queue of pictures that wait to be classified. */
export const requestQueue = "classify-requests";

/** Where Azure Functions moves a message whose function failed `maxDequeueCount` times. */
export const poisonQueue = `${requestQueue}-poison`;

/** Table with one row for each uploaded picture. */
export const classificationsTable = "classifications";
