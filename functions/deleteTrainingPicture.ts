import { app, storage } from "../src/app.js";
import { toBlobPath } from "../src/contracts/upload/blobPath.js";
import { answering } from "../src/http/errorAnswer.js";
import { checkBlobName } from "../src/storage/blobName.js";
import { trainingContainer } from "../src/storage/names.js";
import { deleteBlob } from "../src/storage/upload.js";

/** DELETE /api/training-data/{blob path}: deletes one labelled picture → 204, also where there is none. */
export const deleteTrainingPicture = answering(async ({ params }) => {
  const blob = toBlobPath(params["blob"]);
  checkBlobName(blob, "stored");
  await deleteBlob(await storage(), trainingContainer, blob);
  return { status: 204 };
});

app.http("deleteTrainingPicture", {
  methods: ["DELETE"],
  route: "training-data/{*blob}",
  authLevel: "function",
  handler: deleteTrainingPicture,
});
