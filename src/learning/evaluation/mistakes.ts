import type { Evaluation } from "./evaluate.js";
import { thumbnail } from "./thumbnail.js";

const MOST_MISTAKES = 24;

/** Small JPEG files by the SHA-256 of their pictures. */
export type Thumbnails = ReadonlyMap<string, Uint8Array>;

/** Lists the indices of the wrong pictures with the highest scores, the highest first. */
export function worstMistakes({ pictures, scored, isRight }: Evaluation): number[] {
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
 * @param read gives the encoded picture with this SHA-256
 */
export async function mistakeThumbnails(
  evaluation: Evaluation,
  read: (sha256: string) => Promise<Uint8Array>,
): Promise<Thumbnails> {
  const thumbnails = new Map<string, Uint8Array>();
  for (const index of worstMistakes(evaluation)) {
    const { sha256 } = evaluation.pictures[index] ?? {};
    if (sha256 !== undefined) thumbnails.set(sha256, await thumbnail(await read(sha256)));
  }
  return thumbnails;
}
