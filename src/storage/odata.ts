/**
 * A filter for a Table: the values of the template become OData literals. It is what `odata` of
 * @azure/data-tables is, but that would have every cold start load the library.
 *
 * Source: Azure Table service, "Querying tables and entities": quotes in strings are doubled.
 */
export function odata(parts: TemplateStringsArray, ...values: (string | Date)[]): string {
  return String.raw({ raw: parts }, ...values.map(toLiteral));
}

const toLiteral = (value: string | Date): string =>
  value instanceof Date ? `datetime'${value.toISOString()}'` : `'${value.replaceAll("'", "''")}'`;
