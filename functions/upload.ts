import { app, reading, settings, storage } from "../src/app.js";
import { toUploadAnswer } from "../src/contracts/upload/uploadAnswer.js";
import { toBlobPath } from "../src/contracts/upload/blobPath.js";
import { checkQuery } from "../src/contracts/openapi/checkQuery.js";
import { answering } from "../src/http/errorAnswer.js";
import { readPictureBody } from "../src/intake/pictureBody.js";
import { checkBlobName } from "../src/storage/blobName.js";
import { writeUpload } from "../src/storage/upload.js";

/** PUT /api/uploads/{blob path}: stores one picture to be classified → 201 with its row's address. */
export const upload = answering((request, context) =>
  reading(request, context, async (reading) => {
    checkQuery(request, "Upload");
    const blob = toBlobPath(request.params["blob"]);
    // Before the body is read.
    checkBlobName(blob);
    const picture = await readPictureBody(request, settings.maxImageBytes, reading);
    return toUploadAnswer(request, await writeUpload(await storage(), blob, picture));
  }),
);

app.http("upload", {
  methods: ["PUT"],
  route: "uploads/{*blob}",
  authLevel: "function",
  handler: upload,
});
