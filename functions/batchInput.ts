import { app, reading, settings, storage } from "../src/app.js";
import { toStoredAnswer } from "../src/contracts/upload/uploadAnswer.js";
import { toBlobPath } from "../src/contracts/upload/blobPath.js";
import { checkQuery } from "../src/contracts/openapi/checkQuery.js";
import { answering } from "../src/http/errorAnswer.js";
import { readPictureBody } from "../src/intake/pictureBody.js";
import { batchInputsContainer } from "../src/storage/names.js";
import { checkBlobName } from "../src/storage/blobName.js";
import { writeUpload } from "../src/storage/upload.js";

/** PUT /api/batch-inputs/{blob path}: stores one picture for a batch that is started later → 201. */
export const batchInput = answering((request, context) =>
  reading(request, context, async (reading) => {
    checkQuery(request, "UploadBatchInput");
    const blob = toBlobPath(request.params["blob"]);
    // Before the body is read.
    checkBlobName(blob);
    const picture = await readPictureBody(request, settings.maxImageBytes, reading);
    const upload = await writeUpload(await storage(), blob, picture, batchInputsContainer);
    return toStoredAnswer(upload);
  }),
);

app.http("batchInput", {
  methods: ["PUT"],
  route: "batch-inputs/{*blob}",
  authLevel: "function",
  handler: batchInput,
});
