import { app, classifier, settings } from "../src/app.js";
import {
  toAnswerType,
  toClassifyAnswer,
  type NamedLabels,
} from "../src/contracts/classifyAnswer.js";
import { answering } from "../src/contracts/errorAnswer.js";
import { toLabelOptions } from "../src/contracts/labelOptions.js";
import { toPatience } from "../src/contracts/patience.js";
import type { ClassifyOptions } from "../src/classifier.js";
import { toClassifierError } from "../src/errors.js";
import type { NamedPicture } from "../src/intake/multipart.js";
import { readPictures } from "../src/intake/pictures.js";

/** POST /api/classify: one picture, in any of the accepted forms, or a form of several → labels. */
export const classify = answering(async (request, context) => {
  const type = toAnswerType(request);
  const patience = toPatience(request, context, settings.requestTimeout);
  const options = { ...toLabelOptions(request), patience };
  await classifier.admit(patience);
  const pictures = await readPictures(request, settings, patience.signal);
  if ("files" in pictures) {
    const answers = pictures.files.map((file, index) => classifyFile(file, index, options));
    return toClassifyAnswer(await Promise.all(answers), type);
  }
  const { labels } = await classifier.classify(pictures.picture, {
    ...options,
    ...pictures.options,
  });
  return toClassifyAnswer(labels, type);
});

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
