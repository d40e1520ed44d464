/** The command line of `npm start`. */

import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";

/** This repository. */
export const checkout = join(fileURLToPath(import.meta.url), "../../../..");

export const usage = `npm start -- [options]

Builds what is out of date, starts storage (Azurite) and the functions, and serves them until Ctrl-C.

  --port N            the port; default 7071, or what PORT says
  --host ADDRESS      the address to listen on; default 127.0.0.1, this machine alone
  --auth              asks for keys, as Azure does; without it anybody may call. The keys are
                      FUNCTIONS_KEY and FUNCTIONS_MASTER_KEY, or random ones that are printed
  --lease-seconds N   for which a queue message is hidden while it is worked on; default 600
  --root FOLDER       another function app than this one
  --help              shows this

Example: npm start -- --port 8080 --auth`;

/** A mistake in the command line, or in PORT. */
export class UsageError extends Error {}

export interface StartOptions {
  /** Undefined where PORT or the default decides. */
  readonly port: number | undefined;
  readonly host: string;
  readonly auth: boolean;
  readonly root: string;
  readonly leaseSeconds: number;
  readonly help: boolean;
}

/** @throws UsageError for an unknown option, or a value that is none */
export function parseOptions(args: readonly string[]): StartOptions {
  const { "lease-seconds": leaseSeconds, port, ...options } = parse(args);
  return {
    ...options,
    root: resolve(options.root),
    port: port === undefined ? undefined : toNumber("--port", port),
    leaseSeconds: toNumber("--lease-seconds", leaseSeconds),
  };
}

/** @throws UsageError when PORT is no number of a port */
export const defaultPort = (): number => toNumber("PORT", process.env["PORT"] ?? "7071");

function parse(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      options: {
        port: { type: "string" },
        host: { type: "string", default: "127.0.0.1" },
        auth: { type: "boolean", default: false },
        root: { type: "string", default: checkout },
        "lease-seconds": { type: "string", default: "600" },
        help: { type: "boolean", default: false },
      },
    }).values;
  } catch (error) {
    // Node's own sentence, without its hint on arguments that begin with a hyphen.
    const [sentence] = error instanceof Error ? error.message.split(/\.\s/) : [];
    throw new UsageError(`${sentence}. npm start -- --help shows the options.`);
  }
}

function toNumber(name: string, text: string): number {
  const number = Number(text);
  if (Number.isInteger(number) && number >= 0 && number < 65_536) return number;
  throw new UsageError(`Expected a whole number up to 65535 for ${name} but received "${text}".`);
}
