import type * as OpenTelemetry from "@opentelemetry/api";
import type { IdentitySettings } from "../azureSettings.js";
import { openIdentity } from "../identity.js";
import type { Telemetry } from "./azureMonitor.js";

type Api = typeof OpenTelemetry;

/** The API of OpenTelemetry. It is undefined, and not loaded, until a monitor runs. */
export let api: Api | undefined;

/** Maximum records that wait for the monitor: those of a busy instance's first seconds. */
const MOST_WAITING = 10_000;

/** What waits for the monitor; undefined if none is expected. */
let waiting: ((api: Api) => void)[] | undefined;

/** Keeps what is recorded from now on until the monitor runs. */
export function expectMonitor(): void {
  waiting = [];
}

export function isMonitored(): boolean {
  return api !== undefined || waiting !== undefined;
}

/** Records now, or as soon as the monitor runs. Without telemetry it does nothing. */
export function whenMonitored(record: (api: Api) => void): void {
  if (api) record(api);
  else if (waiting && waiting.length < MOST_WAITING) waiting.push(record);
}

/**
 * Starts Application Insights.
 *
 * @param identity identity for sending; undefined if the connection string is enough
 * @throws Error if it cannot start; what has waited is dropped
 */
export async function startMonitor(
  connectionString: string,
  identity: IdentitySettings | undefined,
): Promise<Telemetry> {
  try {
    const [{ openTelemetry, startAzureMonitor }, credential] = await Promise.all([
      import("./azureMonitor.js"),
      identity && openIdentity(identity),
    ]);
    const telemetry = startAzureMonitor(connectionString, credential);
    // This must come last: instruments created before the monitor never record anything.
    api = openTelemetry;
    for (const record of waiting ?? []) record(openTelemetry);
    return telemetry;
  } finally {
    waiting = undefined;
  }
}
