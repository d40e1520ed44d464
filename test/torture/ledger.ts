import type { Upload } from "../../src/storage/upload.js";

/** What the torture knows of one blob, apart from the service. */
export interface Entry {
  /** Every version that was written, in order, with what must come of it. */
  readonly versions: { readonly upload: Upload; readonly outcome: string }[];
  deleted: boolean;
}

/** All blobs by name. */
export type Ledger = Map<string, Entry>;

/** What was done to the service. */
export interface Deeds {
  uploads: number;
  overwrites: number;
  deletions: number;
  duplicates: number;
  stale: number;
  broken: number;
  kills: number;
  outages: number;
}
