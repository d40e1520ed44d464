import type { HttpRequest, HttpResponseInit } from "@azure/functions";
import { z } from "zod";
import { ownAddress, toUrlPath } from "../../http/ownAddress.js";
import type { Upload } from "../../storage/upload.js";

/** The body of the answer to `PUT /api/batch-inputs/…` … */
export const storedAnswerSchema = z.object({
  container: z.string().meta({ description: "The container of the blob." }),
  blob: z.string().meta({ title: "Blob path", description: "Path of the blob in its container." }),
  etag: z.string().meta({ title: "ETag", description: "The version of the blob." }),
  size: z.int().meta({ title: "Size in bytes", description: "Bytes of the blob." }),
});

/** … and to `PUT /api/uploads/…`. */
export const uploadAnswerSchema = storedAnswerSchema.extend({
  classification: z
    .url()
    .meta({ title: "Classification URL", description: "The address of the picture's row." }),
});

/** The body of the answer to `DELETE /api/training-data/…`. */
export const deletedAnswerSchema = storedAnswerSchema.pick({ container: true, blob: true });

type StoredAnswer = z.infer<typeof storedAnswerSchema>;

/** Answers 201 with the stored blob. */
export function toStoredAnswer(upload: Upload): HttpResponseInit {
  return { status: 201, jsonBody: toStored(upload) };
}

const toStored = ({ container, blobName, etag, size }: Upload): StoredAnswer => ({
  container,
  blob: blobName,
  etag,
  size,
});

/**
 * Answers 201 with the address of the picture's row, in the body and in `Location`. A 202 would make
 * pollers such as Logic Apps ask there at once, and fail on the 404 until the blob's event creates the
 * row.
 */
export function toUploadAnswer(request: HttpRequest, upload: Upload): HttpResponseInit {
  const path = `/api/classifications/${upload.container}/${toUrlPath(upload.blobName)}`;
  const location = ownAddress(request, path);
  const jsonBody: z.infer<typeof uploadAnswerSchema> = {
    ...toStored(upload),
    classification: location,
  };
  return { status: 201, headers: { location }, jsonBody };
}
