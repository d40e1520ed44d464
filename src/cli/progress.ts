import type { Progress } from "../checkpoint/hub/download.js";

export type Output = Pick<NodeJS.WriteStream, "write" | "isTTY">;

/** On a terminal a bar with speed and time left; elsewhere a line for each tenth. */
export function showProgress(output: Output): Progress {
  let file = "";
  let done = 0;
  let total: number | undefined;
  let start = 0;
  let startedAt = 0;
  let shownAt = 0;
  let tenth = 0;

  const line = (): string => {
    const seconds = (performance.now() - startedAt) / 1000;
    const speed = (done - start) / Math.max(seconds, 0.001);
    const rate = `${megabytes(speed)}/s`;
    if (total === undefined) return `${file}  ${megabytes(done)}  ${rate}`;
    const left = speed > 0 ? `${duration((total - done) / speed)} left` : "";
    return `${file}  ${percent(done, total)}  ${megabytes(done)} of ${megabytes(total)}  ${rate}  ${left}`;
  };
  const draw = (): void => {
    output.write(`\r\u001b[K${drawBar(total ? done / total : 0)} ${line()}`);
  };
  return {
    begin(name, from, size) {
      [file, done, start, total] = [name, from, from, size];
      startedAt = performance.now();
      shownAt = 0;
      tenth = Math.floor((10 * from) / (size || Number.POSITIVE_INFINITY));
      if (!output.isTTY) output.write(`${from > 0 ? "Continuing" : "Downloading"} ${name}\n`);
    },
    advance(bytes) {
      done += bytes;
      const now = performance.now();
      if (output.isTTY && now - shownAt > 100) {
        shownAt = now;
        draw();
      }
      const reached = total ? Math.floor((10 * done) / total) : 0;
      if (!output.isTTY && reached > tenth) {
        tenth = reached;
        output.write(`  ${line()}\n`);
      }
    },
    end() {
      if (!output.isTTY) return;
      draw();
      output.write("\n");
    },
  };
}

/** @param share 0 to 1 */
export function drawBar(share: number): string {
  return "█".repeat(Math.round(share * 24)).padEnd(24, "░");
}

export function megabytes(bytes: number): string {
  return `${(bytes / 1e6).toFixed(bytes < 1e7 ? 2 : 0)} MB`;
}

function percent(done: number, total: number): string {
  return `${String(Math.floor((100 * done) / Math.max(total, 1))).padStart(3)} %`;
}

export function duration(seconds: number): string {
  const whole = Math.ceil(seconds);
  return whole < 60 ? `${whole} s` : `${Math.floor(whole / 60)} min ${whole % 60} s`;
}
