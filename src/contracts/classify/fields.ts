import { checkNames, fieldsOf } from "../knownNames.js";

const inQuery = "put it into the query of the address.";
const ownLabels = "the model has labels of its own, and cannot take others (zero-shot).";

/** Names that ask for other labels than the model's, or for other scores. */
const options = {
  top_k: inQuery,
  threshold: inQuery,
  function_to_apply: inQuery,
  head: inQuery,
  explain: inQuery,
  candidate_labels: ownLabels,
  hypothesis_template: ownLabels,
};

/** The field of a body that has parameters, and their names. */
interface ParametersField {
  readonly field: string;
  readonly known: readonly string[];
}

/**
 * Refuses fields of a body that would be ignored although they ask for another answer.
 *
 * @param body unchecked
 * @param fields names of its own fields
 * @param parameters undefined where this form of a body has none
 * @throws ClassifierError `InvalidRequest`
 */
export function checkFields(
  body: unknown,
  fields: readonly string[],
  parameters: ParametersField | undefined,
): void {
  const code = "InvalidRequest";
  const given = Object.fromEntries(fieldsOf(body));
  if (!parameters) {
    const foreign = { ...options, parameters: inQuery };
    checkNames(Object.keys(given), { code, kind: "field", known: fields, foreign });
    return;
  }
  const { field, known } = parameters;
  const inside = Object.fromEntries(known.map((name) => [name, `put it into "${field}".`]));
  const foreign = { ...options, ...inside };
  checkNames(Object.keys(given), { code, kind: "field", known: [...fields, field], foreign });
  const names = fieldsOf(given[field]).map(([name]) => name);
  checkNames(names, { code, kind: "parameter", known, foreign: options });
}
