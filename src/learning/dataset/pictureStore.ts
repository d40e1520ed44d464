/** Files below one folder, wherever it is. Paths have forward slashes and are relative to it. */
export interface PictureStore {
  /** Lists all files in no particular order, without hidden ones. */
  list(): AsyncIterable<string>;
  /**
   * @throws DatasetError where there is no such file, or the path leads out of the folder;
   *   ClassifierError, a retryable one, where the store does not answer
   */
  read(path: string): Promise<Uint8Array>;
}

/** Where a data set is. */
export interface DatasetSource {
  /** As people call it, for messages. */
  readonly name: string;
  /** Holds every file of the data set. */
  readonly store: PictureStore;
  /** Path of the data set's file or folder in the store; empty for the whole store. */
  readonly path: string;
}

/** True where a file or folder in the path has a name that starts with a dot. */
export function isHidden(path: string): boolean {
  return /(?:^|\/)\./.test(path);
}

/** True for a file that lists pictures, by its name; any other path is a folder. */
export function isListFile(path: string): boolean {
  return /\.(?:jsonl|csv)$/i.test(path);
}
