import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

/** The checkout's root folder, seen from the compiled tests in `dist/test`. */
export const root = join(dirname(fileURLToPath(import.meta.url)), "../..");

/** A file below `test/fixtures`. */
export const fixture = (path: string): string => join(root, "test/fixtures", path);
