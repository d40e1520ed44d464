import { ClassifierError } from "../../errors.js";
import { operations } from "./operations.js";

interface Address {
  /** In capitals. */
  readonly method: string;
  readonly path: string;
}

/** All that the service answers: the described operations, the descriptions, and the page. */
const addresses: readonly Address[] = [
  ...operations.map(({ method, path }) => ({ method: method.toUpperCase(), path })),
  { method: "GET", path: "/api/demo" },
  { method: "GET", path: "/api/openapi.json" },
  { method: "GET", path: "/api/swagger.json" },
];

/** The path of a blob has slashes; other parts of a path have none. */
function toPattern(path: string): RegExp {
  const source = path.replaceAll(".", String.raw`\.`).replaceAll("{blob}", ".+");
  return new RegExp(`^${source.replaceAll(/\{\w+\}/g, "[^/]+")}/?$`, "i");
}

/** What to answer at an address below `/api/` that no function has for this method. */
export interface WrongAddress {
  readonly error: ClassifierError;
  /** Value of the header Allow (RFC 9110, section 10.2.1), for `MethodNotAllowed`. */
  readonly allow?: string;
}

/** @param path with `/api/` */
export function toWrongAddress(method: string, path: string): WrongAddress {
  const here = addresses.filter((address) => toPattern(address.path).test(path));
  if (here.some((address) => address.method === method)) {
    // Routes match any part but an id, which must be a UUID.
    const detail =
      "An id in this address is malformed. The service gives ids such as 0d13076a-563b-449f-8460-354ea372aa0b.";
    return { error: new ClassifierError("NotFound", detail) };
  }
  if (here.length > 0) {
    const allow = [...new Set(here.map((address) => address.method))].join(", ");
    const detail = `This address takes ${allow}, not ${method}. /api/openapi.json describes it.`;
    return { error: new ClassifierError("MethodNotAllowed", detail), allow };
  }
  const near = addressesNear(path).join(", ");
  const detail = `There is nothing at this address. Near it are ${near}. /api/openapi.json lists the operations.`;
  return { error: new ClassifierError("NotFound", near === "" ? undefined : detail) };
}

/** @returns those that begin with the same three letters, such as `POST /api/classify` */
function addressesNear(path: string): string[] {
  const beginning = path.slice(0, "/api/abc".length).toLowerCase();
  if (beginning.length < "/api/abc".length) return [];
  const near = addresses.filter((address) => address.path.startsWith(beginning));
  return [...new Set(near.map((address) => `${address.method} ${address.path}`))];
}
