import type { HttpRequest, HttpResponseInit } from "@azure/functions";
import type { Classifier } from "../classifier.js";
import { toAskedClassifier, toLabelOptions } from "../contracts/classify/labelOptions.js";
import { checkKeptLabels, toWaitAnswer } from "../contracts/classify/later.js";
import { toWaitRequest } from "../contracts/classify/waitRequest.js";
import { toPicture } from "../intake/pictureSource.js";
import { readPictureJson } from "../intake/readJson.js";
import type { Reading } from "../intake/reading.js";
import { toCallbackUrl } from "../outbound/callbackUrl.js";
import type { Settings } from "../settings.js";
import type { StorageClients } from "../storage/connection.js";
import { acceptPicture } from "../uploads/acceptPicture.js";

/**
 * Accepts a picture whose result goes to a callback URL: 201 with the address where a DELETE takes it
 * back, which is what the webhook actions of Logic Apps expect.
 *
 * @param storage connects to the account, once the request is known to be in order
 * @throws ClassifierError what is wrong with the request; `StorageUnavailable`
 */
export async function classifyAndWait(
  request: HttpRequest,
  reading: Reading,
  classifier: Classifier,
  settings: Settings,
  storage: () => Promise<StorageClients>,
): Promise<HttpResponseInit> {
  const { model, heads } = toAskedClassifier(request, "one");
  const options = { ...toLabelOptions(request), head: heads[0] };
  await classifier.check(model, heads, options);
  checkKeptLabels(options);
  const json = await readPictureJson(request, settings, reading);
  const { source, callbackUrl } = toWaitRequest(json);
  const url = toCallbackUrl(callbackUrl, settings);
  const picture = await toPicture(source, settings, reading);
  return toWaitAnswer(request, await acceptPicture(await storage(), picture, options, url));
}
