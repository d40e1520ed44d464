import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import type { EvaluationRequest } from "../contracts/training/evaluationRequest.js";
import { trainingAnswerSchema, type TrainingAnswer } from "../contracts/training/trainingAnswer.js";
import type { TrainingRequest } from "../contracts/training/trainingRequest.js";
import { quantity } from "../learning/dataset/quantity.js";
import type { TrainingKind } from "../storage/trainingTable.js";
import { Refusal, toAppClient, type AppClient } from "./appClient.js";
import { sendCloudData, type CloudData } from "./cloudData.js";
import { fetchCloudResults } from "./cloudResults.js";
import { CommandError } from "./command/mistakes.js";
import { countProgress } from "./progress.js";
import { nowhere } from "./source.js";

/** Milliseconds between two looks at a job. */
const POLL = 500;

/** A training or an evaluation that an app shall do. */
export interface CloudJob {
  readonly kind: TrainingKind;
  /** The app's address. */
  readonly url: string;
  readonly key: string | undefined;
  readonly request: TrainingRequest | EvaluationRequest;
  /** What the request names. */
  readonly data: readonly CloudData[];
  /** Where to write the results; by default evaluation/ID. */
  readonly out: string | undefined;
}

/** A job that succeeded. */
export interface CloudResult {
  readonly state: TrainingAnswer;
  /** Pictures that it used. */
  readonly pictures: number;
  /** Where the results are on this machine. */
  readonly folder: string;
}

/**
 * Sends local data, starts a job, shows how far it is, and fetches its results.
 *
 * @throws CommandError where it ends otherwise, Refusal
 */
export async function runInCloud(job: CloudJob): Promise<CloudResult> {
  const { kind, url, key = process.env["FUNCTIONS_KEY"], request, data, out } = job;
  const app = toAppClient(url, key);
  const jobs = `${kind}s`;
  const check = (): Promise<void> =>
    app.checkStart(jobs, kind === "training" ? "a training" : "an evaluation");
  await check();
  for (const each of data) await sendCloudData(app, each, check);
  const body = JSON.stringify(request);
  const started = await app.ask(jobs, { method: "POST", body }).catch((error: unknown) => {
    const isNowhere = error instanceof Refusal && error.code === "ContainerNotFound";
    throw isNowhere ? nowhere(data.map(({ text }) => text).join(" or ")) : error;
  });
  const { id } = trainingAnswerSchema.parse(await started.json());
  const path = `${jobs}/${id}`;
  const title = `${kind === "training" ? "Training" : "Evaluation"} ${id}`;
  const state = await watch(app, path, title, () => {
    const header = key === undefined ? "" : ' -H "x-functions-key: $FUNCTIONS_KEY"';
    console.error(`\n${title} goes on in the app.`);
    console.error(`Look at it: curl${header} ${url}/api/${path}`);
    console.error(`Cancel it:  curl -X DELETE${header} ${url}/api/${path}`);
  });
  const { status, error } = state;
  const pictures = tellLeftOut(state);
  if (status !== "Succeeded") {
    throw new CommandError(error ? `${error.code}: ${error.message}` : `${title} is ${status}.`);
  }
  const folder = out ?? join("evaluation", id);
  await fetchCloudResults(app, path, state, folder);
  return { state, pictures, folder };
}

/**
 * Waits for the end of a job.
 *
 * @param tell of the job where Ctrl-C ends the command
 */
async function watch(
  app: AppClient,
  path: string,
  title: string,
  tell: () => void,
): Promise<TrainingAnswer> {
  const leave = (): void => {
    tell();
    process.exit(130);
  };
  process.once("SIGINT", leave);
  console.log(title);
  const show = countProgress(process.stderr, "Features");
  let shown = 0;
  let isFitting = false;
  for (;;) {
    const state = trainingAnswerSchema.parse(await (await app.ask(path)).json());
    const { pictures, rate, step, status } = state;
    if (pictures.done > shown) show(pictures.done, pictures.found, rate);
    shown = pictures.done;
    if (step === "fit" && !isFitting) console.error("Fitting and measuring");
    isFitting = step === "fit";
    if (status !== "Running") {
      process.off("SIGINT", leave);
      return state;
    }
    await delay(POLL);
  }
}

/**
 * Prints the problems of the data, as the app tells them.
 *
 * @returns the number of pictures that were used
 */
function tellLeftOut({ pictures, problems }: TrainingAnswer): number {
  const { done, left_out: leftOut } = pictures;
  for (const { detail } of problems) console.error(detail);
  const more = leftOut - problems.length;
  if (more > 0) console.error(`and ${more} more; the report has all`);
  if (leftOut > 0) {
    console.error(`${quantity(leftOut, "picture")} left out, ${done - leftOut} used.`);
  }
  return done - leftOut;
}
