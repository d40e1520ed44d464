import { checkNames, fieldsOf } from "../knownNames.js";

const inQuery = "put it into the query of the address.";
const ownLabels = "the model has labels of its own, and cannot take others (zero-shot).";

/** What asks for other labels than the model's, or for other scores, wherever it stands. */
const options = {
  top_k: inQuery,
  threshold: inQuery,
  function_to_apply: inQuery,
  head: inQuery,
  candidate_labels: ownLabels,
  hypothesis_template: ownLabels,
};

/**
 * Refuses fields of a body that would be ignored although they ask for another answer.
 *
 * @param body unchecked
 * @param fields names of its own fields
 * @param place the field that has the parameters, with their names
 * @throws ClassifierError `InvalidRequest`
 */
export function checkFields(
  body: unknown,
  fields: readonly string[],
  place: { readonly field: string; readonly known: readonly string[] },
): void {
  const code = "InvalidRequest";
  const inside = Object.fromEntries(
    place.known.map((name) => [name, `put it into "${place.field}".`]),
  );
  const foreign = { ...options, ...inside };
  checkNames(
    fieldsOf(body).map(([name]) => name),
    { code, kind: "field", known: [...fields, place.field], foreign },
  );
  const [, parameters] = fieldsOf(body).find(([name]) => name === place.field) ?? [];
  const names = fieldsOf(parameters).map(([name]) => name);
  checkNames(names, { code, kind: "parameter", known: place.known, foreign: options });
}
