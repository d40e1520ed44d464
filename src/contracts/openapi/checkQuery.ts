import type { HttpRequest } from "@azure/functions";
import { checkNames } from "../knownNames.js";
import { operations } from "./operations.js";

/**
 * Refuses query parameters that the description of an operation does not have, where they are
 * misspelt or belong to another operation. Others pass: keys, and what gateways add.
 *
 * @param id of the operation
 * @throws ClassifierError `InvalidParameter`
 */
export function checkQuery({ query }: HttpRequest, id: string): void {
  const known = operations.filter((operation) => operation.id === id).flatMap(queryNames);
  const advice =
    known.length > 0
      ? `this operation takes ${known.join(", ")}.`
      : "this operation takes no parameters.";
  const foreign = Object.fromEntries(operations.flatMap(queryNames).map((name) => [name, advice]));
  checkNames(query.keys(), { code: "InvalidParameter", kind: "query parameter", known, foreign });
}

const queryNames = ({ parameters }: (typeof operations)[number]): string[] =>
  parameters.filter((parameter) => parameter.in === "query").map(({ name }) => name);
