import type { HttpRequest, HttpResponseInit } from "@azure/functions";
import { app, classifier, settings, storage } from "../src/app.js";
import {
  toAnswerType,
  toClassifyAnswer,
  type NamedLabels,
} from "../src/contracts/classify/classifyAnswer.js";
import { answering } from "../src/http/errorAnswer.js";
import { checkKeptLabels, toAcceptedAnswer, wantsLater } from "../src/contracts/classify/later.js";
import { toAskedClassifier, toLabelOptions } from "../src/contracts/classify/labelOptions.js";
import { toPatience } from "../src/http/patience.js";
import type { ClassifyOptions } from "../src/classifier.js";
import { ClassifierError, toClassifierError } from "../src/errors.js";
import { toCallbackUrl } from "../src/outbound/callbackUrl.js";
import type { NamedPicture } from "../src/intake/multipart.js";
import { readPictures } from "../src/intake/pictures.js";
import { classifyLater } from "../src/uploads/classifyLater.js";

/** POST /api/classify: one picture, in any of the accepted forms, or a form of several → labels. */
export const classify = answering(async (request, context) => {
  if (wantsLater(request)) return acceptForLater(request);
  const type = toAnswerType(request);
  const { model, heads } = toAskedClassifier(request);
  await classifier.check(model, heads);
  const patience = toPatience(request, context, settings.requestTimeout);
  const options = { ...toLabelOptions(request), heads, patience };
  await classifier.admit(patience);
  const pictures = await readPictures(request, settings, patience.signal);
  if ("files" in pictures) {
    if (heads.length > 1) throw new ClassifierError("InvalidParameter", "head: one for a form.");
    const answers = pictures.files.map((file, index) => classifyFile(file, index, options));
    return toClassifyAnswer(await Promise.all(answers), type);
  }
  const found = await classifier.classify(pictures.picture, { ...options, ...pictures.options });
  return toClassifyAnswer(heads.length > 1 ? found.heads : found.labels, type);
});

/** The same with `?async=true`: one picture → 202 with the place where its labels will be. */
async function acceptForLater(request: HttpRequest): Promise<HttpResponseInit> {
  const callback = request.query.get("callback_url");
  const callbackUrl = callback === null ? undefined : toCallbackUrl(callback, settings);
  const { model, heads } = toAskedClassifier(request);
  await classifier.check(model, heads);
  const [head, another] = heads;
  if (another !== undefined) throw new ClassifierError("InvalidParameter", "head: one for later.");
  const asked = { ...toLabelOptions(request), head };
  const pictures = await readPictures(request, settings, undefined);
  if ("files" in pictures) {
    throw new ClassifierError("InvalidRequest", "Pictures for later are sent one by one.");
  }
  const options = { ...asked, ...pictures.options };
  checkKeptLabels(options);
  const id = await classifyLater(await storage(), pictures.picture, options, callbackUrl);
  return toAcceptedAnswer(id);
}

async function classifyFile(
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

app.http("classify", {
  methods: ["POST"],
  route: "classify",
  authLevel: "function",
  handler: classify,
});
