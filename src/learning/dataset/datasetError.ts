interface DatasetErrorOptions extends ErrorOptions {
  /** True where a file or blob does not exist; the reader may look elsewhere. */
  readonly missing?: boolean;
}

/**
 * A mistake in a data set, or in how it is split and trained on. The message is one sentence for the
 * person who owns the data.
 */
export class DatasetError extends Error {
  override readonly name = "DatasetError";
  readonly missing: boolean;

  constructor(message: string, options?: DatasetErrorOptions) {
    super(message, options);
    this.missing = options?.missing ?? false;
  }
}

export function isMissing(error: unknown): boolean {
  return error instanceof DatasetError && error.missing;
}
