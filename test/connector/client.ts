import { check, findOperation, keyHeader, operations } from "./definition.js";
import type { SwaggerOperation, SwaggerParameter } from "./definition.js";
import type { Receiver } from "./receiver.js";
import { withRetries } from "./retry.js";

/** A file's content as it goes through a workflow. */
export interface FileContent {
  readonly "$content-type": string;
  readonly $content: string;
}

export const fileContent = (bytes: Uint8Array, type = "image/jpeg"): FileContent => ({
  "$content-type": type,
  $content: Buffer.from(bytes).toString("base64"),
});

/** An action that failed, with what was answered. */
export class ActionFailed extends Error {
  constructor(
    readonly status: number,
    readonly problem: unknown,
  ) {
    super(`ActionFailed: ${status} ${JSON.stringify(problem)}`);
  }
}

type Inputs = Readonly<Record<string, unknown>>;

/**
 * A connection of a custom connector, as a workflow uses it. Every request is built from
 * `apiDefinition.swagger.json` alone, every answer is checked against it, and what it does not
 * describe is an error.
 */
export class Connection {
  constructor(
    readonly host: string,
    readonly key: string,
  ) {}

  /** Runs an action. @throws ActionFailed for anything but 2xx */
  async run(id: string, inputs: Inputs = {}, body?: unknown): Promise<unknown> {
    return (await this.#send(findOperation(id), inputs, body)).content;
  }

  /**
   * Runs a trigger or a webhook action: the callback URL goes where the definition has
   * `x-ms-notification-url`.
   *
   * @returns the way to end it, which is a DELETE at `Location`
   */
  async listen(
    id: string,
    receiver: Receiver,
    fields: Inputs = {},
    inputs: Inputs = {},
  ): Promise<{ content: unknown; end: () => Promise<void> }> {
    const operation = findOperation(id);
    const { schema = {} } = operation.parameters.find((one) => one.in === "body") ?? {};
    const properties: [string, unknown][] = Object.entries(Object(schema)["properties"] ?? {});
    const [urlField = ""] =
      properties.find(([, one]) => Object(one)["x-ms-notification-url"] === true) ?? [];
    const { url, path } = receiver.open(operation.notification ?? {});
    const { content, location } = await this.#send(operation, inputs, {
      ...fields,
      [urlField]: url,
    });
    if (location === null || !URL.canParse(location)) throw new Error("201 without Location");
    const end = async (): Promise<void> => {
      await this.#end(new URL(location));
      receiver.close(path);
    };
    return { content, end };
  }

  /** The gateway finds the operation to end it with by its path. */
  async #end(location: URL): Promise<void> {
    const operation = operations.find(
      ({ method, path }) =>
        method === "DELETE" &&
        new RegExp(`^${path.replaceAll(/\{\w+\}/g, "[^/]+")}$`).test(location.pathname),
    );
    if (!operation) throw new Error(`No operation ends ${location.pathname}`);
    await this.#fetch(operation, location, { [keyHeader]: this.key });
  }

  async #send(operation: SwaggerOperation, inputs: Inputs, body: unknown) {
    const { path, parameters, consumes = ["application/json"], security } = operation;
    const url = new URL(path, this.host);
    const headers: Record<string, string> = security ? {} : { [keyHeader]: this.key };
    for (const name of Object.keys(inputs)) {
      if (!parameters.some((one) => one.name === name)) throw new Error(`No parameter ${name}`);
    }
    for (const parameter of parameters) {
      if (parameter.in === "body") continue;
      const value = inputs[parameter.name] ?? parameter.default;
      if (value === undefined) {
        if (parameter.required) throw new Error(`${parameter.name} is missing`);
        continue;
      }
      check(withoutPlace(parameter), value, parameter.name);
      const text = typeof value === "string" ? value : JSON.stringify(value);
      if (parameter.in === "query") url.searchParams.set(parameter.name, text);
      else if (parameter.in === "header") headers[parameter.name] = text;
      else url.pathname = url.pathname.replace(`%7B${parameter.name}%7D`, toPart(parameter, text));
    }
    const schema = parameters.find((one) => one.in === "body")?.schema;
    if (!schema) return this.#fetch(operation, url, headers);
    headers["content-type"] = consumes[0];
    return this.#fetch(operation, url, headers, toBody(schema, body));
  }

  async #fetch(
    { operationId, method, responses }: SwaggerOperation,
    url: URL,
    headers: Record<string, string>,
    body?: string | Uint8Array<ArrayBuffer>,
  ): Promise<{ content: unknown; location: string | null }> {
    const answer = await withRetries(() =>
      fetch(url, { method, headers, ...(body !== undefined && { body }) }),
    );
    const { status } = answer;
    const described = responses[status] ?? (answer.ok ? undefined : responses["default"]);
    if (!described) throw new Error(`${operationId} answered ${status}, which is not described`);
    const { schema } = described;
    const isFile = Object(schema)["format"] === "binary";
    const text = await answer.text();
    // A request with a wrong key never comes to the app, and Azure answers nothing but the status.
    if (status === 401 && text === "") throw new ActionFailed(status, undefined);
    const content: unknown = isFile ? text : JSON.parse(text);
    check(schema, content, `${operationId} answered ${status}`);
    if (!answer.ok) throw new ActionFailed(status, content);
    return { content, location: answer.headers.get("location") };
  }
}

/** What is left of a parameter that is JSON Schema: `required` means something else there. */
function withoutPlace(parameter: SwaggerParameter): object {
  const { required: _, in: __, name: ___, ...schema } = parameter;
  return schema;
}

/** The runtime encodes once or twice, and the gateway decodes once what was encoded twice. */
function toPart(parameter: SwaggerParameter, value: string): string {
  const once = encodeURIComponent(value);
  return parameter["x-ms-url-encoding"] === "double"
    ? decodeURIComponent(encodeURIComponent(once))
    : once;
}

/** A file becomes bytes where bytes are asked for, and base64 in a field of the format `byte`. */
function toBody(schema: object, body: unknown): string | Uint8Array<ArrayBuffer> {
  if (Object(schema)["format"] === "binary") return Buffer.from(Object(body).$content, "base64");
  const fields = Object.entries(Object(body)).map(([name, value]) => {
    const { format } = Object(Object(schema).properties[name]);
    return [name, format === "byte" ? (Object(value).$content ?? value) : value];
  });
  const json: unknown = Object.fromEntries(fields);
  check(schema, json, "body");
  return JSON.stringify(json);
}
