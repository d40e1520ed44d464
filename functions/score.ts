import { app, classifier, settings } from "../src/app.js";
import { answering, toScoreErrorBody } from "../src/contracts/errorAnswer.js";
import { toPictureSources } from "../src/contracts/scoreRequest.js";
import { defaultTopK } from "../src/contracts/topK.js";
import { toClassifierError } from "../src/errors.js";
import { fromBase64 } from "../src/intake/base64.js";
import { readBody } from "../src/intake/body.js";
import type { LabelScore } from "../src/labels/rank.js";

/** POST /api/score: Azure ML's contract, a list of pictures → a list of labels for each. */
export const score = answering(async (request) => {
  const body = await readBody(request, settings.maxRequestBytes, "RequestTooLarge");
  const sources = toPictureSources(body, settings.maxImagesPerRequest);
  const answers = await Promise.all(sources.map(classifySource));
  return { jsonBody: answers };
}, toScoreErrorBody);

async function classifySource(source: string, index: number): Promise<LabelScore[]> {
  try {
    const picture = fromBase64(source, settings.maxImageBytes);
    return (await classifier.classify(picture, { topK: defaultTopK })).labels;
  } catch (error) {
    throw toClassifierError(error).at(`input_data[${index}]`);
  }
}

app.http("score", { methods: ["POST"], route: "score", authLevel: "function", handler: score });
