import { ClassifierError } from "../errors.js";
import type { Settings } from "../settings.js";

/** A file of a form, with its name from the caller. */
export interface NamedPicture {
  readonly name: string;
  readonly picture: Uint8Array;
}

/**
 * Reads the files of a `multipart/form-data` body (RFC 7578) in order. Fields without a file are
 * ignored.
 *
 * @param contentType header with the boundary
 * @throws ClassifierError `InvalidRequest`, `TooManyImages`, `ImageTooLarge`
 */
export async function readFiles(
  body: Uint8Array,
  contentType: string,
  { maxImagesPerRequest, maxImageBytes }: Settings,
): Promise<NamedPicture[]> {
  // Node's form parser is a method of Response in the Fetch standard.
  const response = new Response(body, { headers: { "content-type": contentType } });
  const form = await response.formData().catch((cause: unknown) => {
    throw new ClassifierError(
      "InvalidRequest",
      "The form cannot be read. Send multipart/form-data with a boundary.",
      { cause },
    );
  });
  const files = [...form.values()].filter((value) => typeof value !== "string");
  if (files.length === 0)
    throw new ClassifierError(
      "InvalidRequest",
      "The form has no file. Send each picture as a file field.",
    );
  if (files.length > maxImagesPerRequest) {
    throw new ClassifierError(
      "TooManyImages",
      `The form has ${files.length} files; this service accepts at most ${maxImagesPerRequest}.`,
    );
  }
  for (const [index, { size }] of files.entries()) {
    if (size <= maxImageBytes) continue;
    throw new ClassifierError(
      "ImageTooLarge",
      `The picture has more than ${maxImageBytes} bytes. Send a smaller file.`,
    ).at("files", index);
  }
  return Promise.all(
    files.map(async (file) => ({
      name: file.name,
      picture: new Uint8Array(await file.arrayBuffer()),
    })),
  );
}
