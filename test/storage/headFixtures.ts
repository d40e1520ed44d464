/** The files of a small head, as a training leaves them. */
export function headFilesOf(
  labels: readonly string[],
  values: readonly number[],
): Map<string, Uint8Array> {
  const id2label = Object.fromEntries(labels.map((label, id) => [id, label]));
  const text = (content: string): Uint8Array => new TextEncoder().encode(content);
  return new Map([
    ["config.json", text(JSON.stringify({ id2label }))],
    ["head.f32", new Uint8Array(Float32Array.from(values).buffer)],
    ["README.md", text("# A head\n")],
    ["metrics.json", text('{"accuracy": 0.9}\n')],
    ["report.html", text("<!doctype html><title>Report</title>")],
  ]);
}

export const headFacts = {
  data: { container: "training", prefix: "fridge/" },
  metrics: { accuracy: 0.9 },
};
