import type { HttpRequest, HttpResponseInit, InvocationContext } from "@azure/functions";
import type { Classifier, ClassifyOptions } from "../classifier.js";
import {
  toAnswerType,
  toClassifyAnswer,
  type NamedLabels,
} from "../contracts/classify/classifyAnswer.js";
import { toAskedClassifier, toLabelOptions } from "../contracts/classify/labelOptions.js";
import { ClassifierError, toClassifierError } from "../errors.js";
import { toPatience } from "../http/patience.js";
import type { NamedPicture } from "../intake/multipart.js";
import { readPictures } from "../intake/pictures.js";
import type { Settings } from "../settings.js";

/**
 * Classifies one picture, or each file of a form, and answers with the labels. The query and the
 * waiting line are checked before the body is read.
 *
 * @throws ClassifierError the error of the request or of a picture; `Overloaded`,
 *   `DeadlineExceeded`, `CallerGone`
 */
export async function classifyNow(
  request: HttpRequest,
  context: InvocationContext,
  classifier: Classifier,
  settings: Settings,
): Promise<HttpResponseInit> {
  const type = toAnswerType(request);
  const { model, heads } = toAskedClassifier(request);
  await classifier.check(model, heads);
  const patience = toPatience(request, context, settings.requestTimeout);
  const options = { ...toLabelOptions(request), heads, patience };
  await classifier.admit(patience);
  const pictures = await readPictures(request, settings, patience.signal);
  if ("files" in pictures) {
    if (heads.length > 1) {
      throw new ClassifierError(
        "InvalidParameter",
        "head: A form takes one head. Send a request for each head.",
      );
    }
    const answers = pictures.files.map((file, i) => classifyFile(classifier, file, i, options));
    return toClassifyAnswer(await Promise.all(answers), type);
  }
  const found = await classifier.classify(pictures.picture, { ...options, ...pictures.options });
  return toClassifyAnswer(heads.length > 1 ? found.heads : found.labels, type);
}

async function classifyFile(
  classifier: Classifier,
  { name, picture }: NamedPicture,
  index: number,
  options: ClassifyOptions,
): Promise<NamedLabels> {
  try {
    return { name, labels: (await classifier.classify(picture, options)).labels };
  } catch (error) {
    throw toClassifierError(error).at("files", index);
  }
}
