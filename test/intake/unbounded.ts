import type { Reading } from "../../src/intake/reading.js";

/** Reading with all the time and all the memory. */
export const unbounded: Reading = { share: { take: () => {} }, patience: {} };
