/** Trainings and published heads, as the page uses them. */

import { ApiError, send, type Caller } from "../api.js";

/** How far a training is, as far as the page shows it. */
export interface Training {
  readonly id: string;
  readonly name: string;
  readonly status: "Running" | "Succeeded" | "Failed" | "Canceled";
  readonly step: "list" | "features" | "fit" | "done";
  readonly pictures: { readonly found: number; readonly done: number; readonly left_out: number };
  readonly seconds_left?: number;
  readonly problems: readonly { readonly detail: string }[];
  readonly metrics?: Readonly<Record<string, number | null>>;
  readonly version?: number;
  readonly current?: boolean;
  readonly error?: { readonly message: string };
}

/** A picture that the training labelled wrong. */
export interface Mistake {
  readonly name: string;
  readonly labels: readonly string[];
  readonly given: readonly { readonly label: string; readonly score: number }[];
  /** A JPEG file in base64; empty where the picture is gone. */
  readonly thumbnail: string;
  /** The same, dark where little spoke for the first of `given`; empty or missing if not known. */
  readonly why?: string;
}

/** Rows are what pictures are, columns what they were taken for. */
export interface Confusion {
  readonly data: { readonly class_labels: string[]; readonly matrix: number[][] };
}

/** The container that pictures are stored in. */
const CONTAINER = "training";

/** Each label is judged by heads that saw the other four fifths of the pictures. */
export const FOLDS = 5;

export async function storePicture(path: string, picture: Blob, caller: Caller): Promise<void> {
  const headers = { "content-type": "application/octet-stream" };
  await send(toDataPath(path), { method: "PUT", body: picture, headers }, caller);
}

export async function deletePicture(path: string, caller: Caller): Promise<void> {
  await send(toDataPath(path), { method: "DELETE" }, caller);
}

/** @param prefix the folder that has a folder for each label */
export async function startTraining(
  name: string,
  prefix: string,
  caller: Caller,
): Promise<Training> {
  const body = JSON.stringify({ name, data: { container: CONTAINER, prefix }, folds: FOLDS });
  const headers = { "content-type": "application/json" };
  return (await send("trainings", { method: "POST", body, headers }, caller)).json();
}

export async function readTraining(id: string, caller: Caller): Promise<Training> {
  return (await send(`trainings/${id}`, { cache: "no-store" }, caller)).json();
}

export async function cancelTraining(id: string, caller: Caller): Promise<void> {
  await send(`trainings/${id}`, { method: "DELETE" }, caller);
}

/** A result of a training; undefined where it has no such file. */
export async function readResult(
  id: string,
  file: string,
  caller: Caller,
): Promise<Response | undefined> {
  try {
    return await send(`trainings/${id}/${file}`, {}, caller);
  } catch (error) {
    if (error instanceof ApiError && error.problem.status === 404) return undefined;
    throw error;
  }
}

/** Makes a version the one that answers for the head's name. */
export async function publish(name: string, version: number, caller: Caller): Promise<void> {
  await send(`heads/${name}/versions/${version}/promote`, { method: "POST" }, caller);
}

function toDataPath(path: string): string {
  return `training-data/${path.split("/").map(encodeURIComponent).join("/")}`;
}
