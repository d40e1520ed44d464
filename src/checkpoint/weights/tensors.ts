/** Named float tensors of a checkpoint, read one at a time. */
export interface Tensors {
  /** Shape of each tensor by its name. */
  readonly shapes: ReadonlyMap<string, readonly number[]>;
  /**
   * Reads the elements in row-major order, widened to float32 (from fp32, fp16 or bf16).
   *
   * @throws ClassifierError `InvalidCheckpoint`
   */
  read(name: string): Promise<Float32Array<ArrayBuffer>>;
  close(): Promise<void>;
}
