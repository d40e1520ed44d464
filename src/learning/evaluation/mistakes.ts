import { explain, type ExplainedModel, type HeadToExplain } from "../../inference/explain.js";
import type { Inference } from "../../inference/pipelineMessages.js";
import type { Evaluation } from "./evaluate.js";
import { givenLabels } from "./givenLabels.js";
import { shade } from "./shade.js";
import { thumbnail } from "./thumbnail.js";

const MOST_MISTAKES = 24;

/** Small JPEG files of a picture. */
export interface Thumbnail {
  readonly picture: Uint8Array;
  /** Dark where little spoke for the label that it was taken for; undefined without an explanation. */
  readonly why?: Uint8Array | undefined;
}

/** By the SHA-256 of their pictures. */
export type Thumbnails = ReadonlyMap<string, Thumbnail>;

/** A picture that is shown to the model once more. */
export interface Reread {
  /** The encoded picture. */
  readonly bytes: Uint8Array;
  /** With its maps; undefined where the model gives none. */
  readonly inference: Inference | undefined;
}

/** The head that judged a picture, by its index in the evaluation; undefined for the model's own. */
export type HeadOf = (picture: number) => HeadToExplain | undefined;

/** Reads the picture with this SHA-256 again; undefined where it is gone. */
export type RereadPicture = (sha256: string) => Promise<Reread | undefined>;

/** Lists the indices of the wrong pictures with the highest scores, the highest first. */
function worstMistakes({ pictures, scored, isRight }: Evaluation): number[] {
  const sureness = (picture: number): number =>
    Math.max(...Array.from(scored.scores[picture] ?? []));
  return pictures
    .map((_, picture) => picture)
    .filter((picture) => !isRight[picture])
    .toSorted((a, b) => sureness(b) - sureness(a))
    .slice(0, MOST_MISTAKES);
}

/**
 * Makes the thumbnails of the worst mistakes.
 *
 * @param headOf finds the head that judged a picture; the model's own classifier by default
 */
export async function mistakeThumbnails(
  evaluation: Evaluation,
  reread: RereadPicture,
  model: ExplainedModel,
  headOf: HeadOf = () => undefined,
): Promise<Thumbnails> {
  const thumbnails = new Map<string, Thumbnail>();
  for (const index of worstMistakes(evaluation)) {
    const sha256 = evaluation.pictures[index]?.sha256 ?? "";
    const found = await reread(sha256);
    if (!found) continue;
    const { bytes, inference } = found;
    const [label] = givenTo(evaluation, index);
    const head = headOf(index);
    const map = head ? inference?.featureMap : inference?.classMap;
    const picture = await thumbnail(bytes);
    const why =
      inference && map && label !== undefined
        ? await shade(picture, inference, explain(model, inference, head, label))
        : undefined;
    thumbnails.set(sha256, { picture, why });
  }
  return thumbnails;
}

/** The labels that a picture was taken for, as indices, the surest first. */
function givenTo({ scored, task, threshold }: Evaluation, picture: number): number[] {
  const scores = scored.scores[picture] ?? [];
  return givenLabels(scores, task, threshold).toSorted(
    (a, b) => (scores[b] ?? 0) - (scores[a] ?? 0),
  );
}

/** A picture that is labelled wrong, as `mistakes.json` tells of it. */
export interface Mistake {
  readonly name: string;
  /** What it is. */
  readonly labels: readonly string[];
  /** What it was taken for; the scores are 0 to 1. */
  readonly given: readonly { readonly label: string; readonly score: number }[];
  /** A small JPEG file in base64; empty where the picture is gone. */
  readonly thumbnail: string;
  /** The same, dark where little spoke for the first of `given`; empty where that is not known. */
  readonly why: string;
}

/** Tells of the worst mistakes, the most confident first. */
export function toMistakes(evaluation: Evaluation, thumbnails: Thumbnails): Mistake[] {
  const { pictures, scored } = evaluation;
  return worstMistakes(evaluation).flatMap((index) => {
    const picture = pictures[index];
    if (!picture) return [];
    const { name, labels, sha256 } = picture;
    const given = givenTo(evaluation, index).map((label) => ({
      label: scored.labels[label] ?? "",
      score: scored.scores[index]?.[label] ?? 0,
    }));
    const shown = thumbnails.get(sha256);
    const toBase64 = (bytes: Uint8Array = new Uint8Array()) =>
      Buffer.from(bytes).toString("base64");
    return [
      { name, labels, given, thumbnail: toBase64(shown?.picture), why: toBase64(shown?.why) },
    ];
  });
}
