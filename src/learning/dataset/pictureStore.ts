/** Files below one folder, wherever it is. Paths have forward slashes and are relative to it. */
export interface PictureStore {
  /** All files, in no particular order, but those whose name starts with a dot. */
  list(): AsyncIterable<string>;
  /**
   * @throws ClassifierError `NotFound`; `InvalidRequest` where the path leads out of the folder;
   *   a retryable one where the store does not answer
   */
  read(path: string): Promise<Uint8Array>;
}

/** Where a data set is. */
export interface DatasetSource {
  /** Everything of the data set is in it. */
  readonly store: PictureStore;
  /** Of the data set's file or folder in the store; empty: all of the store. */
  readonly path: string;
}

/** True for a path with a file or folder whose name starts with a dot, as macOS leaves behind. */
export function isHidden(path: string): boolean {
  return /(?:^|\/)\./.test(path);
}

/** True for files that list pictures, by their name; any other path is that of a folder. */
export function isListFile(path: string): boolean {
  return /\.(?:jsonl|csv)$/i.test(path);
}
