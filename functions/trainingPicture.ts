import { app, reading, settings, storage } from "../src/app.js";
import { checkQuery } from "../src/contracts/openapi/checkQuery.js";
import { toBlobPath } from "../src/contracts/upload/blobPath.js";
import { toStoredAnswer } from "../src/contracts/upload/uploadAnswer.js";
import { answering } from "../src/http/errorAnswer.js";
import { readPictureBody } from "../src/intake/pictureBody.js";
import { checkBlobName } from "../src/storage/blobName.js";
import { trainingContainer } from "../src/storage/names.js";
import { writeUpload } from "../src/storage/upload.js";

/** PUT /api/training-data/{blob path}: stores one labelled picture, such as fridge/milk/1.jpg → 201. */
export const trainingPicture = answering((request, context) =>
  reading(request, context, async (reading) => {
    checkQuery(request, "UploadTrainingData");
    const blob = toBlobPath(request.params["blob"]);
    // Before the body is read.
    checkBlobName(blob);
    const picture = await readPictureBody(request, settings.maxImageBytes, reading);
    return toStoredAnswer(await writeUpload(await storage(), blob, picture, trainingContainer));
  }),
);

app.http("trainingPicture", {
  methods: ["PUT"],
  route: "training-data/{*blob}",
  authLevel: "function",
  handler: trainingPicture,
});
