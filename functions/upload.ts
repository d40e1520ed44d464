import { app, settings, storage } from "../src/app.js";
import { answering } from "../src/http/errorAnswer.js";
import { readBody } from "../src/intake/body.js";
import { uploadsContainer } from "../src/storage/names.js";
import { writeUpload } from "../src/storage/upload.js";

/**
 * PUT /api/uploads/{blob path}: stores one picture in the container from which pictures are
 * classified → 202 with the place where its row will be.
 */
export const upload = answering(async (request) => {
  const { blob = "" } = request.params;
  const picture = await readBody(request, settings.maxImageBytes, "ImageTooLarge");
  await writeUpload(await storage(), blob, picture);
  const path = blob.split("/").map(encodeURIComponent).join("/");
  return {
    status: 202,
    headers: { location: `/api/classifications/${uploadsContainer}/${path}`, "retry-after": "1" },
  };
});

app.http("upload", {
  methods: ["PUT"],
  route: "uploads/{*blob}",
  authLevel: "function",
  handler: upload,
});
