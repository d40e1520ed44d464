/**
 * Every failure that a caller, an operator or a Table row can see: its stable code, the HTTP status
 * that it becomes, whether the same work may succeed later, and the sentence that explains it.
 */

import { redact } from "./redact.js";

interface ErrorKind {
  /** HTTP status of the answer. 5xx other than 503 means a defect of this service. */
  readonly status: number;
  /** True when the same request may succeed later: a queue message is retried, a client may too. */
  readonly retryable: boolean;
  /** What went wrong, for the caller; the thrower's detail replaces it where it can say more. */
  readonly message: string;
}

const final = (status: number, message: string): ErrorKind => ({
  status,
  retryable: false,
  message,
});
const transient = (message: string): ErrorKind => ({ status: 503, retryable: true, message });

export const errorKinds = {
  EmptyBody: final(400, "The request has no body; send the bytes of one picture."),
  EmptyImage: final(400, "The picture has no bytes."),
  UnsupportedImageFormat: final(
    415,
    "The bytes are not a picture in a supported format: JPEG, PNG, WebP, GIF, TIFF or AVIF.",
  ),
  InvalidImage: final(400, "The picture is damaged or incomplete and cannot be decoded."),
  RequestTooLarge: final(413, "The request has more bytes than this service accepts."),
  TooManyImages: final(413, "The request has more pictures than this service accepts."),
  ImageTooLarge: final(413, "The picture has more bytes than this service accepts."),
  TooManyPixels: final(422, "The picture has more pixels than this service accepts."),
  TooLongSide: final(422, "A side of the picture has more pixels than this service accepts."),
  MethodNotAllowed: final(405, "This method is not allowed here."),
  NotAcceptable: final(406, "None of the accepted content types can be answered with."),
  HeaderTooLong: final(431, "A request header is longer than this service accepts."),
  UnsupportedMediaType: final(415, "The content type of the request is not supported."),
  InvalidJson: final(400, "The body is not valid JSON."),
  InvalidRequest: final(400, "The request does not have the expected form."),
  InvalidParameter: final(400, "A query parameter has a value that is not allowed."),
  UrlInputOff: final(400, "This service does not fetch pictures by URL."),
  UrlNotAllowed: final(400, "Pictures are fetched from public http and https URLs only."),
  UrlFetchFailed: final(400, "The picture's URL cannot be read."),
  UrlTimeout: final(400, "The picture's URL did not answer in time."),
  InvalidBlobName: final(400, "A blob cannot have this name."),
  NotFound: final(404, "There is nothing at this address."),
  ClassificationNotFound: final(404, "No classification is known for this blob."),
  BlobNotFound: final(404, "The blob was deleted before it could be classified."),
  BlobChanged: final(409, "The blob was overwritten; its newer version is classified instead."),
  InvalidMessage: final(400, "The queue message does not have the expected form."),
  AttemptsExhausted: final(
    500,
    "Every attempt to classify the picture failed; an operator may ask for it again.",
  ),
  BatchNotFound: final(404, "No batch has this id."),
  ModelNotFound: final(404, "This service has no model of this name."),
  HeadNotFound: final(404, "The model has no head of this name."),
  ContainerNotFound: final(404, "The storage account has no container of this name."),
  TooManyFailures: final(500, "More pictures of the batch failed than its error_threshold allows."),
  CallbacksOff: final(400, "This service has no key to sign results with, so it sends none."),
  CallbackFailed: transient("The callback URL did not take the result."),
  Overloaded: transient("Too many pictures are waiting; try again later."),
  DeadlineExceeded: transient("The picture could not be classified in the time that was allowed."),
  CallerGone: transient("The caller went away before the picture was classified."),
  InferenceInterrupted: transient("The inference thread stopped while it held this picture."),
  ModelUnavailable: transient("The model is not loaded."),
  StorageUnavailable: transient("The storage account does not answer."),
  ShuttingDown: transient("This instance is shutting down."),
  InvalidCheckpoint: final(400, "The checkpoint cannot be read."),
  HubError: transient("The model hub does not answer."),
  InvalidModel: final(500, "The model folder cannot be served."),
  InvalidSetting: final(500, "A setting has a value that is not allowed."),
  InternalError: final(500, "The service failed unexpectedly; the log has the cause."),
} as const satisfies Record<string, ErrorKind>;

export type ErrorCode = keyof typeof errorKinds;

interface ClassifierErrorOptions extends ErrorOptions {
  /** Seconds after which the same request may succeed, where the thrower can tell. */
  readonly retryAfter?: number | undefined;
  /** Which of several pictures it is about, from 0. */
  readonly index?: number | undefined;
}

/** A failure with a code from {@link errorKinds}. Its message is safe to show to the caller. */
export class ClassifierError extends Error {
  override readonly name = "ClassifierError";
  readonly code: ErrorCode;
  readonly retryAfter: number | undefined;
  readonly index: number | undefined;

  /**
   * @param detail replaces the code's general sentence where the thrower knows more
   * @param options.cause the original error, for the log only
   */
  constructor(code: ErrorCode, detail?: string, options?: ClassifierErrorOptions) {
    // Messages are answered, stored in rows and logged: no secret of a URL gets into one.
    super(redact(detail ?? errorKinds[code].message), options);
    this.code = code;
    this.retryAfter = options?.retryAfter;
    this.index = options?.index;
  }

  get status(): number {
    return errorKinds[this.code].status;
  }

  get retryable(): boolean {
    return errorKinds[this.code].retryable;
  }

  /** What the log should have of the cause: where it broke, if that was this service's own fault. */
  get reason(): string {
    if (!(this.cause instanceof Error)) return "";
    return redact((this.code === "InternalError" && this.cause.stack) || this.cause.message);
  }

  /** The same error, with the picture of the request that it is about: item `index` of `list`. */
  at(list: string, index: number): ClassifierError {
    const { cause, retryAfter } = this;
    const message = `${list}[${index}]: ${this.message}`;
    return new ClassifierError(this.code, message, { cause, retryAfter, index });
  }
}

/** Any thrown value as a {@link ClassifierError}; what is unknown becomes `InternalError`. */
export function toClassifierError(thrown: unknown): ClassifierError {
  if (thrown instanceof ClassifierError) return thrown;
  return new ClassifierError("InternalError", undefined, { cause: thrown });
}
