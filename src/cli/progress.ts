import type { Progress } from "../checkpoint/hub/download.js";

export type Output = Pick<NodeJS.WriteStream, "write" | "isTTY">;

/** How far some work is. */
interface Extent {
  readonly done: number;
  /** Undefined where it is not known. */
  readonly total: number | undefined;
  /** Per second. */
  readonly rate: number;
}

/** Writes an extent in the words of its unit. */
type Unit = (extent: Extent) => string;

const pictures: Unit = ({ done, total = 0, rate }) => {
  const left = rate > 0 && done < total ? `  ${duration((total - done) / rate)} left` : "";
  return `${done} of ${total}  ${rate.toFixed(1)}/s${left}`;
};

const bytes: Unit = ({ done, total, rate }) => {
  const speed = `${megabytes(rate)}/s`;
  if (total === undefined) return `${megabytes(done)}  ${speed}`;
  const left = rate > 0 ? `${duration((total - done) / rate)} left` : "";
  return `${percent(done, total)}  ${megabytes(done)} of ${megabytes(total)}  ${speed}  ${left}`;
};

/** Milliseconds between two drawings of a bar. */
const DRAW_INTERVAL = 100;

/**
 * Shows how far work is: a terminal gets a bar that is redrawn, any other output a line per tenth.
 *
 * @param from what was done before
 */
function progressLine(output: Output, what: string, unit: Unit, from?: Extent) {
  let tenth = from === undefined ? -1 : tenthOf(from);
  let drawnAt = Number.NEGATIVE_INFINITY;
  const draw = (extent: Extent): void => {
    drawnAt = performance.now();
    const share = extent.total ? extent.done / extent.total : 0;
    output.write(`\r\u001b[K${drawBar(share)} ${what}  ${unit(extent)}`);
  };
  return {
    show(extent: Extent): void {
      if (output.isTTY) {
        if (performance.now() - drawnAt > DRAW_INTERVAL) draw(extent);
        return;
      }
      const reached = tenthOf(extent);
      if (reached === tenth || !extent.total) return;
      tenth = reached;
      output.write(`  ${what}  ${unit(extent)}\n`);
    },
    /** Leaves the last state on a line of its own. */
    end(extent: Extent): void {
      if (!output.isTTY) return;
      draw(extent);
      output.write("\n");
    },
  };
}

function tenthOf({ done, total }: Extent): number {
  return total ? Math.floor((10 * done) / total) : 0;
}

/**
 * Shows how many pictures are done.
 *
 * @returns takes the number of done pictures, of all known pictures, and of pictures per second
 */
export function countProgress(
  output: Output,
  what: string,
): (done: number, total: number, rate: number) => void {
  const line = progressLine(output, what, pictures);
  return (done, total, rate) => {
    line.show({ done, total, rate });
    if (done === total && total > 0) line.end({ done, total, rate });
  };
}

/** Shows on the error output how many of `total` pictures are done, with the rate since now. */
export function rateProgress(what: string, total: number): (done: number) => void {
  const show = countProgress(process.stderr, what);
  const begun = performance.now();
  return (done) => show(done, total, (1000 * done) / (performance.now() - begun));
}

/** Shows the downloads of files, one after another. */
export function downloadProgress(output: Output): Progress {
  let line: ReturnType<typeof progressLine> | undefined;
  let done = 0;
  let extent: () => Extent = () => ({ done, total: undefined, rate: 0 });
  return {
    begin(file, from, total) {
      done = from;
      const begun = performance.now();
      extent = () => {
        const seconds = Math.max((performance.now() - begun) / 1000, 0.001);
        return { done, total, rate: (done - from) / seconds };
      };
      line = progressLine(output, file, bytes, extent());
      if (!output.isTTY) output.write(`${from > 0 ? "Continuing" : "Downloading"} ${file}\n`);
    },
    advance(count) {
      done += count;
      line?.show(extent());
    },
    end: () => line?.end(extent()),
  };
}

/** @param share 0 to 1 */
function drawBar(share: number): string {
  return "█".repeat(Math.round(share * 24)).padEnd(24, "░");
}

export function megabytes(count: number): string {
  return `${(count / 1e6).toFixed(count < 1e7 ? 2 : 0)} MB`;
}

function percent(done: number, total: number): string {
  return `${String(Math.floor((100 * done) / Math.max(total, 1))).padStart(3)} %`;
}

function duration(seconds: number): string {
  const whole = Math.ceil(seconds);
  return whole < 60 ? `${whole} s` : `${Math.floor(whole / 60)} min ${whole % 60} s`;
}
