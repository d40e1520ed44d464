import { app, settings, storage } from "../src/app.js";
import { toStoredAnswer } from "../src/contracts/upload/uploadAnswer.js";
import { answering } from "../src/http/errorAnswer.js";
import { readBody } from "../src/intake/body.js";
import { batchInputsContainer } from "../src/storage/names.js";
import { checkBlobName } from "../src/storage/blobName.js";
import { writeUpload } from "../src/storage/upload.js";

/** PUT /api/batch-inputs/{blob path}: stores one picture for a batch that is started later → 201. */
export const batchInput = answering(async (request) => {
  const { blob = "" } = request.params;
  // Before the body is read.
  checkBlobName(blob);
  const picture = await readBody(request, settings.maxImageBytes, "ImageTooLarge");
  return toStoredAnswer(await writeUpload(await storage(), blob, picture, batchInputsContainer));
});

app.http("batchInput", {
  methods: ["PUT"],
  route: "batch-inputs/{*blob}",
  authLevel: "function",
  handler: batchInput,
});
