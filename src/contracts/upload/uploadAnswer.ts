import type { HttpRequest, HttpResponseInit } from "@azure/functions";
import { z } from "zod";
import { ownAddress, toUrlPath } from "../../http/ownAddress.js";
import type { Upload } from "../../storage/upload.js";

/** The body of the answer to `PUT /api/uploads/…` and `PUT /api/batch-inputs/…`. */
export const uploadAnswerSchema = z.object({
  container: z.string().meta({ description: "The container of the blob." }),
  blob: z.string().meta({ title: "Blob path", description: "Path of the blob in its container." }),
  etag: z.string().meta({ title: "ETag", description: "The version of the blob." }),
  size: z.int().meta({ title: "Size in bytes", description: "Bytes of the blob." }),
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
