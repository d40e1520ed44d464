/**
 * Every failure that a caller, an operator or a Table row can see. Each has a stable code, an HTTP
 * status, a sentence that explains it, and a flag that says whether a retry can succeed.
 */

interface ErrorKind {
  /** HTTP status of the answer. A 5xx status other than 503 is a defect of this service. */
  readonly status: number;
  /** Whether the same request can succeed later. If so, queue messages and clients try again. */
  readonly retryable: boolean;
  /** What is wrong and what the caller can do. A more specific detail may replace it. */
  readonly message: string;
}

const final = (status: number, message: string): ErrorKind => ({
  status,
  retryable: false,
  message,
});
const transient = (message: string): ErrorKind => ({ status: 503, retryable: true, message });

export const errorKinds = {
  EmptyBody: final(
    400,
    "The request body is empty. Send the bytes of a picture, or the JSON that this operation expects.",
  ),
  EmptyImage: final(400, "The picture has no bytes."),
  UnsupportedImageFormat: final(
    415,
    "The bytes are not a picture in a supported format: JPEG, PNG, WebP, GIF, TIFF or AVIF.",
  ),
  InvalidImage: final(400, "The picture is damaged or incomplete and cannot be decoded."),
  RequestTooLarge: final(
    413,
    "The request body is larger than this service accepts. Send fewer or smaller pictures.",
  ),
  TooManyImages: final(
    413,
    "The request has more pictures than this service accepts. Send several requests.",
  ),
  ImageTooLarge: final(
    413,
    "The picture has more bytes than this service accepts. Send a smaller file.",
  ),
  TooManyPixels: final(
    422,
    "The picture has more pixels than this service accepts. Scale it down.",
  ),
  TooLongSide: final(
    422,
    "One side of the picture is longer than this service accepts. Scale it down.",
  ),
  ImageTooCostly: final(
    422,
    "Decoding the picture takes more time or memory than this service allows. Save it in a simpler form.",
  ),
  MethodNotAllowed: final(
    405,
    "This address does not accept the request's method. Use a method from the Allow header.",
  ),
  NotAcceptable: final(
    406,
    "Cannot answer with any type in Accept. Use application/json or text/csv.",
  ),
  HeaderTooLong: final(431, "A request header is longer than this service accepts. Shorten it."),
  UnsupportedMediaType: final(
    415,
    "This operation does not accept the request's Content-Type. Use application/json.",
  ),
  InvalidJson: final(
    400,
    "The body is not valid JSON. Send JSON in UTF-8, with names and texts in double quotes.",
  ),
  InvalidRequest: final(
    400,
    "The body does not have the expected form. /api/openapi.json describes it.",
  ),
  InvalidParameter: final(
    400,
    "A parameter has an invalid value. /api/openapi.json describes the valid values.",
  ),
  RollupNotPossible: final(
    400,
    "The labels or scores of this classifier cannot be rolled up. Leave out rollup.",
  ),
  NoThresholds: final(
    409,
    "This classifier has no thresholds; training writes them. Leave out unsure, or train it again.",
  ),
  UrlInputOff: final(
    400,
    "This service does not use URLs from requests (setting URL_INPUT). Send the bytes of the picture instead.",
  ),
  UrlNotAllowed: final(
    400,
    "This URL is not allowed. Use an http or https URL of a public host (settings URL_INPUT, URL_ALLOWLIST and URL_PORTS).",
  ),
  UrlFetchFailed: final(
    400,
    "The picture cannot be read from its URL. Check that the URL answers 200 without a sign-in.",
  ),
  UrlTimeout: final(
    400,
    "The picture's URL did not answer in time. Send the bytes of the picture instead.",
  ),
  InvalidBlobName: final(
    400,
    "Azure Storage rejects this blob name. Use another name of 1 to 1,024 characters.",
  ),
  NotFound: final(404, "There is nothing at this address. /api/openapi.json lists the operations."),
  ClassificationNotFound: final(
    404,
    "No classification exists for this picture. Check its name; a new upload takes some seconds.",
  ),
  BlobNotFound: final(404, "The blob was deleted before it was classified. Upload it again."),
  BlobChanged: final(409, "The blob was overwritten. Its newer version is classified instead."),
  InvalidMessage: final(400, "The queue message does not have the expected form."),
  AttemptsExhausted: final(
    500,
    "Every attempt to classify the picture failed. Send it again, or ask the operator to requeue it.",
  ),
  BatchNotFound: final(404, "No batch has this id."),
  TrainingNotFound: final(404, "No training or evaluation has this id, or no such file."),
  InvalidDataset: final(
    400,
    "The labelled pictures cannot be used. docs/teaching.md describes the forms of data.",
  ),
  TooManyPictures: final(413, "The data has more pictures than a training takes. Send fewer."),
  ModelChanged: final(
    409,
    "The app serves another model than when this job began. Start the job again.",
  ),
  ModelNotFound: final(404, "This service has no model of this name."),
  HeadNotFound: final(404, "The model has no head of this name."),
  HeadOfOtherModel: final(
    409,
    "The head was trained on another model than the served one. Train it again, or serve that model.",
  ),
  HeadVersionIsCurrent: final(
    409,
    "This version of the head is the current one, which is not deleted. Promote another one first.",
  ),
  HeadNameTaken: final(
    409,
    "The model's folder has a head of this name, which would keep answering. Use another name.",
  ),
  ModelHasNoFeatures: final(
    409,
    "The model gives no features, which heads need. Serve a model that npm run model -- import has made.",
  ),
  ExplanationNotPossible: final(
    409,
    "The model gives no map of this classifier's features. Leave out explain.",
  ),
  ContainerNotFound: final(404, "The storage account has no container of this name."),
  TooManyFailures: final(500, "More pictures of the batch failed than its error_threshold allows."),
  CallbacksOff: final(
    400,
    "This service calls nobody back, because its setting CALLBACK_KEY is empty. Set it to a key of 16 characters or more.",
  ),
  TooManySubscriptions: final(409, "This app has as many subscriptions as it takes."),
  CallbackGone: final(410, "The callback URL answers that nobody listens there any more."),
  CallbackFailed: transient("The callback URL did not take the result."),
  Overloaded: transient("Too many pictures are waiting; try again later."),
  DeadlineExceeded: transient("The picture could not be classified in the time that was allowed."),
  CallerGone: transient("The caller went away before the picture was classified."),
  InferenceInterrupted: transient("The inference thread stopped while it held this picture."),
  ModelUnavailable: transient("The model is not loaded."),
  StorageUnavailable: transient("The storage account does not answer."),
  ShuttingDown: transient("This instance is shutting down."),
  InvalidCheckpoint: final(400, "The checkpoint cannot be read."),
  HubError: transient("The model hub does not answer. Try again later."),
  InvalidModel: final(500, "The model folder cannot be served. The log names the file."),
  InvalidSetting: final(500, "A setting has an invalid value."),
  InternalError: final(500, "The service failed unexpectedly. The log has the cause."),
} as const satisfies Record<string, ErrorKind>;

export type ErrorCode = keyof typeof errorKinds;
