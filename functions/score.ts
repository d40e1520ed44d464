import { app, classifier, settings } from "../src/app.js";
import type { ClassifyOptions } from "../src/classifier.js";
import { asInferenceServer } from "../src/http/inferenceServer.js";
import { toAskedClassifier } from "../src/contracts/classify/labelOptions.js";
import { toPatience } from "../src/http/patience.js";
import { toScoreRequest } from "../src/contracts/score/scoreRequest.js";
import { ClassifierError, toClassifierError } from "../src/errors.js";
import { readBody } from "../src/intake/body.js";
import { parseJson } from "../src/intake/json.js";
import { toPicture } from "../src/intake/pictureSource.js";
import type { LabelScore } from "../src/labels/rank.js";

/** POST /api/score: Azure ML's contract, a list of pictures → a list of labels for each. */
export const score = asInferenceServer(async (request, context) => {
  const { model, heads } = toAskedClassifier(request);
  await classifier.check(model, heads);
  const [head, another] = heads;
  if (another !== undefined) throw new ClassifierError("InvalidParameter", "head: one at a time.");
  const patience = toPatience(request, context, settings.requestTimeout);
  await classifier.admit(patience);
  const body = await readBody(request, settings.maxRequestBytes, "RequestTooLarge");
  const json = parseJson(body, settings.maxJsonDepth);
  const { sources, topK, keepGoing } = toScoreRequest(json, settings.maxImagesPerRequest);
  const answers = sources.map(async (source, index) => {
    try {
      return await classifySource(source, {
        topK,
        heads: head === undefined ? [] : [head],
        patience,
      });
    } catch (thrown) {
      const error = toClassifierError(thrown);
      if (!keepGoing || error.status >= 500) throw error.at("input_data", index);
      return { error: { code: error.code, message: error.message } };
    }
  });
  return { jsonBody: await Promise.all(answers) };
});

async function classifySource(source: string, options: ClassifyOptions): Promise<LabelScore[]> {
  const picture = await toPicture(source, settings, options.patience?.signal);
  return (await classifier.classify(picture, options)).labels;
}

app.http("score", {
  // All of them, because Azure would answer 404 for the others, and Azure ML's server says 405.
  methods: ["POST", "OPTIONS", "GET", "HEAD", "PUT", "PATCH", "DELETE"],
  route: "score",
  authLevel: "function",
  handler: score,
});
