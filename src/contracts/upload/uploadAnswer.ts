import type { HttpRequest, HttpResponseInit } from "@azure/functions";
import { z } from "zod";
import { ownAddress, toUrlPath } from "../../http/ownAddress.js";
import type { Upload } from "../../storage/upload.js";

/** What was stored, as `PUT /api/uploads/…` and `PUT /api/batch-inputs/…` answer it. */
export const uploadAnswerSchema = z.object({
  container: z.string().meta({ description: "The container of the blob." }),
  blob: z.string().meta({ title: "Blob path", description: "Path of the blob in its container." }),
  etag: z.string().meta({ title: "ETag", description: "The version of the blob." }),
  size: z.int().meta({ title: "Size in bytes", description: "Bytes of the blob." }),
});

/** 201 with what was stored. */
export function toStoredAnswer(upload: Upload): HttpResponseInit {
  const { container, blobName, etag, size } = upload;
  const jsonBody: z.infer<typeof uploadAnswerSchema> = { container, blob: blobName, etag, size };
  return { status: 201, jsonBody };
}

/**
 * The same with the address of the picture's row. It is no 202: the row comes with the blob's event,
 * and a poller such as Logic Apps would take the 404 before that for a failure.
 */
export function toUploadAnswer(request: HttpRequest, upload: Upload): HttpResponseInit {
  const path = `/api/classifications/${upload.container}/${toUrlPath(upload.blobName)}`;
  return { ...toStoredAnswer(upload), headers: { location: ownAddress(request, path) } };
}
