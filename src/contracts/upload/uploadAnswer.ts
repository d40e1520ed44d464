import type { HttpRequest, HttpResponseInit } from "@azure/functions";
import { z } from "zod";
import { ownAddress, toUrlPath } from "../../http/ownAddress.js";
import type { Upload } from "../../storage/upload.js";

/** The body of the answer to `PUT /api/uploads/…` and `PUT /api/batch-inputs/…`. */
export const uploadAnswerSchema = z.object({
  container: z.string(),
  blob: z.string().meta({ description: "Path of the blob in its container." }),
  etag: z.string().meta({ description: "Version of the blob." }),
  size: z.int().meta({ description: "Size of the blob in bytes." }),
});

/** Answers 201 with the stored blob. */
export function toStoredAnswer(upload: Upload): HttpResponseInit {
  const { container, blobName, etag, size } = upload;
  const jsonBody: z.infer<typeof uploadAnswerSchema> = { container, blob: blobName, etag, size };
  return { status: 201, jsonBody };
}

/**
 * Answers 201 with the address of the picture's row in `Location`. A 202 would make pollers such as
 * Logic Apps ask there at once, and fail on the 404 until the blob's event creates the row.
 */
export function toUploadAnswer(request: HttpRequest, upload: Upload): HttpResponseInit {
  const path = `/api/classifications/${upload.container}/${toUrlPath(upload.blobName)}`;
  return { ...toStoredAnswer(upload), headers: { location: ownAddress(request, path) } };
}
