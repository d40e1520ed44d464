import type { HttpRequest, HttpResponseInit } from "@azure/functions";
import type { Classifier } from "../classifier.js";
import { explainRefusal, wantsExplanation } from "../contracts/classify/explanation.js";
import { toAskedClassifier, toLabelOptions } from "../contracts/classify/labelOptions.js";
import { checkKeptLabels, toAcceptedAnswer } from "../contracts/classify/later.js";
import { ClassifierError } from "../errors.js";
import { readPictures } from "../intake/pictures.js";
import type { Reading } from "../intake/reading.js";
import { toCallbackUrl } from "../outbound/callbackUrl.js";
import type { Settings } from "../settings.js";
import type { StorageClients } from "../storage/connection.js";
import { acceptPicture } from "../uploads/acceptPicture.js";

/**
 * Accepts an asynchronous classify request: answers 202 with the address of the result.
 *
 * @param storage connects to the account, after the request is checked
 * @throws ClassifierError the error of the request; `StorageUnavailable`
 */
export async function classifyLater(
  request: HttpRequest,
  reading: Reading,
  classifier: Classifier,
  settings: Settings,
  storage: () => Promise<StorageClients>,
): Promise<HttpResponseInit> {
  if (wantsExplanation(request, "application/json")) {
    throw explainRefusal("an answer that comes later");
  }
  const callback = request.query.get("callback_url");
  const callbackUrl = callback === null ? undefined : toCallbackUrl(callback, settings);
  const { model, heads } = toAskedClassifier(request, "one");
  const asked = { ...toLabelOptions(request), head: heads[0] };
  await classifier.check(model, heads, asked);
  const pictures = await readPictures(request, settings, reading);
  if ("files" in pictures) {
    const detail = "An asynchronous request takes one picture. Send its bytes or JSON, not a form.";
    throw new ClassifierError("InvalidRequest", detail);
  }
  const options = { ...asked, ...pictures.options };
  await classifier.check(model, heads, options);
  checkKeptLabels(options);
  const id = await acceptPicture(await storage(), pictures.picture, options, callbackUrl);
  return toAcceptedAnswer(request, id);
}
