import type { HttpRequest, HttpResponseInit, InvocationContext } from "@azure/functions";
import type { Classifier, ClassifyOptions } from "../classifier.js";
import { toAskedClassifier } from "../contracts/classify/labelOptions.js";
import { toScoreRequest } from "../contracts/score/scoreRequest.js";
import { toClassifierError } from "../errors.js";
import { toPatience } from "../http/patience.js";
import { readBody } from "../intake/body.js";
import { parseJson } from "../intake/json.js";
import { toPicture } from "../intake/pictureSource.js";
import type { LabelScore } from "../labels/rank.js";
import type { Settings } from "../settings.js";

/**
 * Classifies the pictures of a score request and answers with the labels of each, in order. A bad
 * picture fails the request. With `"on_error": "null"` it becomes an error object in the list.
 *
 * @throws ClassifierError the error of the request, or of a picture with its index; `Overloaded`,
 *   `DeadlineExceeded`, `CallerGone`
 */
export async function score(
  request: HttpRequest,
  context: InvocationContext,
  classifier: Classifier,
  settings: Settings,
): Promise<HttpResponseInit> {
  const { model, heads } = toAskedClassifier(request, "one");
  await classifier.check(model, heads);
  const patience = toPatience(request, context, settings.requestTimeout);
  await classifier.admit(patience);
  const body = await readBody(request, settings.maxRequestBytes, "RequestTooLarge");
  const json = parseJson(body, settings.maxJsonDepth);
  const { sources, topK, keepGoing } = toScoreRequest(json, settings.maxImagesPerRequest);
  const classify = async (source: string): Promise<LabelScore[]> => {
    const options: ClassifyOptions = { topK, heads, patience };
    const picture = await toPicture(source, settings, patience.signal);
    return (await classifier.classify(picture, options)).labels;
  };
  const answers = sources.map(async (source, index) => {
    try {
      return await classify(source);
    } catch (thrown) {
      const error = toClassifierError(thrown);
      if (!keepGoing || error.status >= 500) throw error.at("input_data", index);
      return { error: { code: error.code, message: error.message } };
    }
  });
  return { jsonBody: await Promise.all(answers) };
}
