import {
  toEvaluationRequest,
  type EvaluationRequest,
} from "../contracts/training/evaluationRequest.js";
import { toTrainingRequest, type TrainingRequest } from "../contracts/training/trainingRequest.js";
import type { TrainingRow } from "../storage/trainingTable.js";

/** What a caller asks for. */
export type Asked =
  | { readonly kind: "training"; readonly request: TrainingRequest }
  | { readonly kind: "evaluation"; readonly request: EvaluationRequest };

/** Reads what a job was asked for. */
export function toAsked({ kind, request }: Pick<TrainingRow, "kind" | "request">): Asked {
  const json: unknown = JSON.parse(request);
  if (kind === "training") return { kind, request: toTrainingRequest(json) };
  return { kind, request: toEvaluationRequest(json) };
}

/** Augmented views that are made of each picture. */
export function viewsOf(asked: Asked): number {
  return asked.kind === "training" ? asked.request.augment : 0;
}
