import type { Evaluation } from "./evaluate.js";
import { givenLabels } from "./givenLabels.js";
import { thumbnail } from "./thumbnail.js";

const MOST_MISTAKES = 24;

/** Small JPEG files by the SHA-256 of their pictures. */
export type Thumbnails = ReadonlyMap<string, Uint8Array>;

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
 * @param read gives the encoded picture with this SHA-256; undefined where it is gone
 */
export async function mistakeThumbnails(
  evaluation: Evaluation,
  read: (sha256: string) => Promise<Uint8Array | undefined>,
): Promise<Thumbnails> {
  const thumbnails = new Map<string, Uint8Array>();
  for (const index of worstMistakes(evaluation)) {
    const { sha256 } = evaluation.pictures[index] ?? {};
    const bytes = sha256 === undefined ? undefined : await read(sha256);
    if (sha256 !== undefined && bytes) thumbnails.set(sha256, await thumbnail(bytes));
  }
  return thumbnails;
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
}

/** Tells of the worst mistakes, the most confident first. */
export function toMistakes(evaluation: Evaluation, thumbnails: Thumbnails): Mistake[] {
  const { pictures, scored, task, threshold } = evaluation;
  return worstMistakes(evaluation).flatMap((index) => {
    const picture = pictures[index];
    if (!picture) return [];
    const { name, labels, sha256 } = picture;
    const scores = scored.scores[index] ?? [];
    const given = givenLabels(scores, task, threshold).map((label) => ({
      label: scored.labels[label] ?? "",
      score: scores[label] ?? 0,
    }));
    const thumbnail = Buffer.from(thumbnails.get(sha256) ?? []).toString("base64");
    return [{ name, labels, given, thumbnail }];
  });
}
