import pMap from "p-map";
import { ClassifierError } from "../errors.js";
import { toSplitReport, withoutContradictions } from "../learning/dataset/copies.js";
import {
  toReport,
  type DatasetReport,
  type KnownPicture,
  type Verdict,
} from "../learning/dataset/report.js";
import type { PicturePlace } from "../learning/dataset/picturePlace.js";
import type { StorageClients } from "../storage/connection.js";
import { readWork } from "../storage/trainingBlobs.js";
import { rowsPerPart } from "./list.js";
import { fromPartBytes, partFile, type Part } from "./part.js";
import { viewsOf, type Asked } from "./request.js";
import { readRows, type DataRow, type DataRows } from "./rows.js";

/** Parts that are read in parallel. */
const READ_AHEAD = 8;

/** A picture with the outputs of the model. */
export interface ComputedPicture extends KnownPicture {
  readonly place: PicturePlace;
  /** Whether it was given to measure with. */
  readonly given: boolean;
  /** Those of the picture, and then those of its views. */
  readonly outputs: readonly Float32Array[];
}

export interface Collected {
  readonly task: DataRows["task"];
  /** Pictures that were given to measure with come last. */
  readonly report: DatasetReport<ComputedPicture>;
}

/**
 * Puts together what the parts found out, and leaves out what only shows when all pictures are
 * known: copies with other labels, and copies on both sides of a split.
 *
 * @throws DatasetError where no picture can be used
 * @throws ClassifierError `StorageUnavailable`
 */
export async function collect(
  storage: StorageClients,
  id: string,
  asked: Asked,
): Promise<Collected> {
  const { task, rows } = await readRows(storage, id);
  const size = rowsPerPart(asked);
  const outputsEach = 1 + viewsOf(asked);
  const numbers = Array.from({ length: Math.ceil(rows.length / size) }, (_, part) => part);
  const parts = await pMap(numbers, (part) => readPart(storage, id, part), {
    concurrency: READ_AHEAD,
  });
  const verdicts = parts.flatMap((part, i) =>
    toVerdicts(part, rows.slice(i * size, (i + 1) * size), outputsEach),
  );
  const isGiven = (_: unknown, i: number): boolean => rows[i]?.given ?? false;
  const training = withoutContradictions(verdicts.filter((each, i) => !isGiven(each, i)));
  const validation = withoutContradictions(verdicts.filter(isGiven));
  if (validation.length === 0) return { task, report: toReport(training) };
  const split = toSplitReport({ training, validation });
  const both = [split.training, split.validation];
  return {
    task,
    report: toReport(both.flatMap(({ pictures, problems }) => [...pictures, ...problems])),
  };
}

async function readPart(storage: StorageClients, id: string, part: number): Promise<Part> {
  const bytes = await readWork(storage, id, partFile(part));
  if (bytes) return fromPartBytes(bytes);
  const detail = `Part ${part} of the job is missing in storage.`;
  throw new ClassifierError("StorageUnavailable", detail);
}

function toVerdicts(
  { verdicts, values }: Part,
  rows: readonly DataRow[],
  outputsEach: number,
): Verdict<ComputedPicture>[] {
  const usable = verdicts.filter((verdict) => "sha256" in verdict).length;
  const width = usable > 0 ? values.length / usable / outputsEach : 0;
  let at = 0;
  const take = (): Float32Array => values.subarray(at, (at += width));
  return verdicts.map((verdict, i) => {
    const { name, labels, place, given } = rows[i] ?? missingRow(i);
    if ("reason" in verdict) {
      const { unknownLabels, ...fault } = verdict;
      return { name, ...fault, ...(unknownLabels && { unknownLabels }) };
    }
    const outputs = Array.from({ length: outputsEach }, take);
    return { name, labels, place, given, sha256: verdict.sha256, outputs };
  });
}

function missingRow(row: number): never {
  throw new ClassifierError("StorageUnavailable", `Row ${row} of a part is missing in storage.`);
}
