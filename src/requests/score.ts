import type { HttpRequest, HttpResponseInit } from "@azure/functions";
import pMap from "p-map";
import type { Classifier, ClassifyOptions } from "../classifier.js";
import { toHeadHeader } from "../contracts/classify/classifyAnswer.js";
import { toAskedClassifier } from "../contracts/classify/labelOptions.js";
import { toScoreRequest } from "../contracts/score/scoreRequest.js";
import { toClassifierError } from "../errors.js";
import { toPicture } from "../intake/pictureSource.js";
import { readPictureJson } from "../intake/readJson.js";
import type { Reading } from "../intake/reading.js";
import type { LabelScore } from "../labels/rank.js";
import type { Settings } from "../settings.js";
import { PICTURES_AT_ONCE } from "./classifyNow.js";

type ScoreAnswer = LabelScore[] | { readonly error: { code: string; message: string } };

/**
 * Classifies the pictures of a score request and answers with the labels of each, in order. A bad
 * picture fails the request. With `"on_error": "null"` it becomes an error object in the list.
 *
 * @throws ClassifierError the error of the request, or of a picture with its index; `Overloaded`,
 *   `DeadlineExceeded`, `CallerGone`
 */
export async function score(
  request: HttpRequest,
  reading: Reading,
  classifier: Classifier,
  settings: Settings,
): Promise<HttpResponseInit> {
  const { model, heads } = toAskedClassifier(request, "one");
  const pinned = await classifier.check(model, heads);
  const { patience } = reading;
  await classifier.admit(patience);
  const json = await readPictureJson(request, settings, reading);
  const { sources, topK, keepGoing } = toScoreRequest(json, settings.maxImagesPerRequest);
  const classify = async (source: string): Promise<LabelScore[]> => {
    const options: ClassifyOptions = { topK, heads: pinned, patience };
    const picture = await toPicture(source, settings, reading);
    return (await classifier.classify(picture, options)).labels;
  };
  const answer = async (source: string, index: number): Promise<ScoreAnswer> => {
    try {
      return await classify(source);
    } catch (thrown) {
      const error = toClassifierError(thrown);
      if (!keepGoing || error.status >= 500) throw error.at("input_data", index);
      return { error: { code: error.code, message: error.message } };
    }
  };
  const jsonBody = await pMap(sources, answer, { concurrency: PICTURES_AT_ONCE });
  return { jsonBody, headers: toHeadHeader(pinned) };
}
