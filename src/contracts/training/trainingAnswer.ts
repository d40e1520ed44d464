import type { HttpRequest, HttpResponseInit } from "@azure/functions";
import { z } from "zod";
import { ownAddress } from "../../http/ownAddress.js";
import { jobStatuses } from "../../storage/jobTable.js";
import { trainingSteps, type TrainingKind, type TrainingRow } from "../../storage/trainingTable.js";
import { wantsCreated } from "../created.js";
import { resultFiles } from "./resultFile.js";

/** A picture that was left out. */
export const problemSchema = z.object({
  name: z.string().meta({ description: "The picture, as the data names it." }),
  reason: z.string().meta({ description: "A stable word for programs." }),
  detail: z.string().meta({ description: "What is wrong with it." }),
});
const metricsSchema = z.record(z.string(), z.number().nullable());

/** The state of a training or an evaluation. */
export const trainingAnswerSchema = z.object({
  id: z.string().meta({ title: "ID", description: "The id of the training or evaluation." }),
  name: z.string().meta({ description: "The name that it was given." }),
  status: z.enum(jobStatuses).meta({ description: "Whether it runs, or how it ended." }),
  step: z.enum(trainingSteps).meta({ description: "What it does now." }),
  created_at: z.iso.datetime().meta({ description: "When it was started." }),
  finished_at: z.iso.datetime().optional().meta({ description: "When it ended." }),
  pictures: z
    .object({
      found: z.int().meta({ description: "Pictures in the data." }),
      done: z.int().meta({ description: "Pictures that were read." }),
      left_out: z.int().meta({ description: "Pictures that cannot be used." }),
    })
    .meta({ description: "How many pictures there are." }),
  rate: z.number().meta({ description: "Pictures per second since it was started." }),
  seconds_left: z.int().optional().meta({ description: "Seconds until all pictures are read." }),
  problems: z.array(problemSchema).meta({ description: "The first pictures that are left out." }),
  labels: z.array(z.string()).optional().meta({ description: "The labels that it knows." }),
  metrics: metricsSchema.optional().meta({ description: "Metrics by Azure ML's names." }),
  version: z.int().optional().meta({ description: "The published version of the head." }),
  current: z.boolean().optional().meta({ description: "Whether that became the current one." }),
  results: z
    .record(z.string(), z.string())
    .optional()
    .meta({ description: "Addresses of the files that it wrote, by their names." }),
  error: z
    .object({
      code: z.string().meta({ title: "Error code", description: "A stable code for programs." }),
      message: z.string().meta({ title: "Error message", description: "What went wrong." }),
    })
    .optional()
    .meta({ description: "Why it failed." }),
});
export type TrainingAnswer = z.infer<typeof trainingAnswerSchema>;

export const trainingListSchema = z.object({
  value: z.array(trainingAnswerSchema).meta({ description: "Newest first, at most 100." }),
});

/** The newest jobs of a kind. */
export function toTrainingList(
  jobs: readonly { readonly id: string; readonly row: TrainingRow }[],
): HttpResponseInit {
  const value = jobs.map(({ id, row }) => toTrainingState(id, row));
  return { jsonBody: { value } satisfies z.infer<typeof trainingListSchema> };
}

/** The place of jobs of a kind. */
const folderOf = (kind: TrainingKind): string => `/api/${kind}s`;

/** The body of an answer about a job. */
export function toTrainingState(id: string, row: TrainingRow): TrainingAnswer {
  const { kind, name, status, step, createdAt, finishedAt, found, done, leftOut } = row;
  const seconds = ((finishedAt?.getTime() ?? Date.now()) - createdAt.getTime()) / 1000;
  const rate = seconds > 0 ? done / seconds : 0;
  const isReading = status === "Running" && step === "features" && rate > 0;
  const files = resultFiles[kind].map((file) => [file, `${folderOf(kind)}/${id}/${file}`]);
  const { labels, metrics, version, current, errorCode, errorMessage } = row;
  return {
    id,
    name,
    status,
    step,
    created_at: createdAt.toISOString(),
    ...(finishedAt && { finished_at: finishedAt.toISOString() }),
    pictures: { found, done, left_out: leftOut },
    rate: Math.round(rate * 100) / 100,
    ...(isReading && { seconds_left: Math.ceil((found - done) / rate) }),
    problems: z.array(problemSchema).parse(JSON.parse(row.problems)),
    ...(labels !== undefined && { labels: z.array(z.string()).parse(JSON.parse(labels)) }),
    ...(metrics !== undefined && { metrics: metricsSchema.parse(JSON.parse(metrics)) }),
    ...(version !== undefined && { version }),
    ...(current !== undefined && { current }),
    ...(status === "Succeeded" && { results: Object.fromEntries(files) }),
    ...(errorCode !== undefined &&
      errorMessage !== undefined && { error: { code: errorCode, message: errorMessage } }),
  };
}

/** Value of `Retry-After`, in seconds. */
const POLL_SECONDS = 2;

/**
 * 202 with the place to ask while the job runs, as for batches, and then 200. Connectors get 200 with
 * the id, or 201 for one that they started.
 */
export function toTrainingAnswer(
  request: HttpRequest,
  id: string,
  row: TrainingRow,
): HttpResponseInit {
  const jsonBody = toTrainingState(id, row);
  if (wantsCreated(request)) return { status: request.method === "POST" ? 201 : 200, jsonBody };
  if (row.status !== "Running") return { jsonBody };
  const location = ownAddress(request, `${folderOf(row.kind)}/${id}`);
  return { status: 202, headers: { location, "retry-after": String(POLL_SECONDS) }, jsonBody };
}
