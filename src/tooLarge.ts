import { ClassifierError } from "./errors.js";

const MIB = 1024 * 1024;

/** `20 MiB`, `1.5 MiB`; below that `300000 bytes`. */
export function toSizeText(bytes: number): string {
  return bytes < MIB ? `${bytes} bytes` : `${Math.round((bytes / MIB) * 100) / 100} MiB`;
}

/** The error of a picture with more bytes than the setting allows. */
export function pictureTooLarge(maxBytes: number): ClassifierError {
  const most = toSizeText(maxBytes);
  const detail = `The picture has more than ${most} (setting MAX_IMAGE_BYTES). Send a smaller file.`;
  return new ClassifierError("ImageTooLarge", detail);
}

/** The error of a body with more bytes than the setting allows. */
export function requestTooLarge(maxBytes: number): ClassifierError {
  const most = toSizeText(maxBytes);
  const detail = `The request has more than ${most} (setting MAX_REQUEST_BYTES). Send fewer or smaller pictures.`;
  return new ClassifierError("RequestTooLarge", detail);
}

/**
 * The error of a request with more pictures than the setting allows.
 *
 * @param count how many it has, if that is known
 */
export function tooManyPictures(maxImages: number, count?: number): ClassifierError {
  const detail = `The request has ${count ?? `more than ${maxImages}`} pictures; at most ${maxImages} are accepted (setting MAX_IMAGES_PER_REQUEST). Send several requests.`;
  return new ClassifierError("TooManyImages", detail);
}
