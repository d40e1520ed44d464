import type { HttpRequest, HttpResponseInit } from "@azure/functions";
import pMap from "p-map";
import type { Classifier, ClassifyOptions, HeadLabels } from "../classifier.js";
import {
  toAnswerType,
  toClassifyAnswer,
  type NamedLabels,
} from "../contracts/classify/classifyAnswer.js";
import { explainRefusal, wantsExplanation } from "../contracts/classify/explanation.js";
import { toAskedClassifier, toLabelOptions } from "../contracts/classify/labelOptions.js";
import { ClassifierError, toClassifierError } from "../errors.js";
import type { NamedPicture } from "../intake/multipart.js";
import { readPictures } from "../intake/pictures.js";
import type { Reading } from "../intake/reading.js";
import type { Settings } from "../settings.js";

/** Pictures of one request in work at once. The others leave room in the line for other callers. */
export const PICTURES_AT_ONCE = 8;

/**
 * Classifies one picture, or each file of a form, and answers with the labels. The query and the
 * waiting line are checked before the body is read.
 *
 * @throws ClassifierError the error of the request or of a picture; `Overloaded`,
 *   `DeadlineExceeded`, `CallerGone`
 */
export async function classifyNow(
  request: HttpRequest,
  reading: Reading,
  classifier: Classifier,
  settings: Settings,
): Promise<HttpResponseInit> {
  const type = toAnswerType(request);
  const { model, heads } = toAskedClassifier(request);
  const asked = { ...toLabelOptions(request), explain: wantsExplanation(request, type) };
  const pinned = await classifier.check(model, heads, asked);
  const { patience } = reading;
  const options = { ...asked, heads: pinned, patience };
  await classifier.admit(patience);
  const pictures = await readPictures(request, settings, reading);
  if ("files" in pictures) {
    if (asked.explain) throw explainRefusal("a form");
    if (heads.length > 1) {
      throw new ClassifierError(
        "InvalidParameter",
        "head: A form takes one head. Send a request for each head.",
      );
    }
    const classify = (file: NamedPicture, index: number): Promise<NamedLabels> =>
      classifyFile(classifier, file, index, options);
    const answers = await pMap(pictures.files, classify, { concurrency: PICTURES_AT_ONCE });
    return toClassifyAnswer(answers, type, pinned);
  }
  const all = { ...options, ...pictures.options };
  if (all.explain && all.rollup) throw explainRefusal("rollup");
  const found = await classifier.classify(pictures.picture, all);
  if (heads.length > 1) {
    const named = found.heads.map((head, i) => toNamed(heads[i] ?? head.name, head));
    return toClassifyAnswer(named, type, pinned);
  }
  const { labels, explanation } = found;
  const answer = toClassifyAnswer(labels, type, pinned);
  return explanation ? { ...answer, jsonBody: { labels, explanation } } : answer;
}

/** @param name as the request has it, with or without a version */
function toNamed(name: string, { labels, explanation }: HeadLabels): NamedLabels {
  return { name, labels, ...(explanation && { explanation }) };
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
