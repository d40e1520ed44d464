import type { HttpRequest } from "@azure/functions";

/**
 * Whether the caller wants 201 or 200 with an id where others get 202 with a place to ask:
 * `?respond=created`, which the connector's description sets. The gateway of a custom connector
 * loses `Location`, so what polls through it would end at a 404.
 */
export function wantsCreated({ query }: HttpRequest): boolean {
  return query.get("respond") === "created";
}
