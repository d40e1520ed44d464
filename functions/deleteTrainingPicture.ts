import type { z } from "zod";
import { app, storage } from "../src/app.js";
import { toBlobPath } from "../src/contracts/upload/blobPath.js";
import type { deletedAnswerSchema } from "../src/contracts/upload/uploadAnswer.js";
import { answering } from "../src/http/errorAnswer.js";
import { checkBlobName } from "../src/storage/blobName.js";
import { trainingContainer } from "../src/storage/names.js";
import { deleteBlob } from "../src/storage/upload.js";

/** DELETE /api/training-data/{blob path}: deletes one labelled picture; one that is gone is no error. */
export const deleteTrainingPicture = answering(async ({ params }) => {
  const blob = toBlobPath(params["blob"]);
  checkBlobName(blob, "stored");
  await deleteBlob(await storage(), trainingContainer, blob);
  const jsonBody: z.infer<typeof deletedAnswerSchema> = { container: trainingContainer, blob };
  return { jsonBody };
});

app.http("deleteTrainingPicture", {
  methods: ["DELETE"],
  route: "training-data/{*blob}",
  // The master key: others add pictures to what somebody teaches, and take none away.
  authLevel: "admin",
  handler: deleteTrainingPicture,
});
