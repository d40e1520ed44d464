import { InferenceSession, Tensor } from "onnxruntime-node";

/** An output of a model. */
export interface Result {
  readonly dims: readonly number[];
  readonly data: Float32Array;
}

/** Every output of a model for the two pictures of which the goldens of tiny models tell, in one batch. */
export async function runModel(
  model: string | Uint8Array,
): Promise<Readonly<Record<string, Result>>> {
  // Errors only: what ONNX Runtime warns of is not what is tested.
  const options = { logSeverityLevel: 3 } as const;
  const session = await (typeof model === "string"
    ? InferenceSession.create(model, options)
    : InferenceSession.create(model, options));
  const [input] = session.inputMetadata;
  const side = input?.isTensor ? Number(input.shape[3]) : 0;
  const pixels = Float32Array.from(
    { length: 2 * 3 * side * side },
    (_, i) => ((i * 7919) % 256) / 127.5 - 1,
  );
  const results = await session.run({ pixel_values: new Tensor(pixels, [2, 3, side, side]) });
  await session.release();
  return Object.fromEntries(
    Object.entries(results).map(([name, { data, dims }]) => {
      if (!(data instanceof Float32Array)) throw new TypeError(`${name}: expected float32`);
      return [name, { data, dims }];
    }),
  );
}
