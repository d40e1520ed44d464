import type { Invoke } from "./invoke.js";
import type { Listener } from "./queueListener.js";
import { notSupported, type TriggeredFunction } from "./triggers.js";

/**
 * Runs a function at every full `N` minutes of the hour. Of NCRONTAB this host knows only the schedule
 * with a zero for the seconds, an asterisk and N for the minutes, and asterisks for all else.
 *
 * @throws ClassifierError InvalidSetting for another schedule
 */
export function startTimer(definition: TriggeredFunction, invoke: Invoke): Listener {
  const { schedule = "" } = definition.trigger;
  const [, minutes] = /^0 \*\/(\d{1,2}) \* \* \* \*$/.exec(schedule) ?? [];
  if (!Number(minutes)) throw notSupported(definition.name, `the schedule "${schedule}"`);
  const period = Number(minutes) * 60_000;
  const running = new Set<Promise<void>>();
  let timer: NodeJS.Timeout;
  const wait = (): void => {
    timer = setTimeout(run, period - (Date.now() % period));
  };
  const run = (): void => {
    const timerInfo = { Schedule: { AdjustForDST: true }, ScheduleStatus: null, IsPastDue: false };
    const done = invoke(definition, { input: { json: JSON.stringify(timerInfo) }, metadata: {} })
      // The invocation has logged its error already.
      .then(
        () => undefined,
        () => undefined,
      )
      .finally(() => running.delete(done));
    running.add(done);
    wait();
  };
  wait();
  return {
    async stop() {
      clearTimeout(timer);
      await Promise.all(running);
    },
    abandon() {},
  };
}
