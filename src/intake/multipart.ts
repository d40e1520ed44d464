import { ClassifierError } from "../errors.js";
import type { Settings } from "../settings.js";

/** A file of a form, with the name that the caller gave it. */
export interface NamedPicture {
  readonly name: string;
  readonly picture: Uint8Array;
}

/**
 * The files of a `multipart/form-data` body (RFC 7578), in order; fields without a file are passed
 * over.
 *
 * @param contentType with its boundary
 * @throws ClassifierError `InvalidRequest`, `TooManyImages`, `ImageTooLarge`
 */
export async function readFiles(
  body: Uint8Array,
  contentType: string,
  { maxImagesPerRequest, maxImageBytes }: Settings,
): Promise<NamedPicture[]> {
  // Node's own parser of forms, which hangs on the Response of the Fetch standard.
  const response = new Response(body, { headers: { "content-type": contentType } });
  const form = await response.formData().catch((cause: unknown) => {
    throw new ClassifierError("InvalidRequest", "The form cannot be read.", { cause });
  });
  const files = [...form.values()].filter((value) => typeof value !== "string");
  if (files.length === 0) throw new ClassifierError("InvalidRequest", "The form has no file.");
  if (files.length > maxImagesPerRequest) {
    throw new ClassifierError(
      "TooManyImages",
      `The form has ${files.length} files; at most ${maxImagesPerRequest} are accepted.`,
    );
  }
  for (const [index, { size }] of files.entries()) {
    if (size <= maxImageBytes) continue;
    throw new ClassifierError(
      "ImageTooLarge",
      `The picture has more than ${maxImageBytes} bytes.`,
    ).at("files", index);
  }
  return Promise.all(
    files.map(async (file) => ({
      name: file.name,
      picture: new Uint8Array(await file.arrayBuffer()),
    })),
  );
}
