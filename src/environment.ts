import { toSettings } from "./settings.js";

/** The settings of this process; the only place in the app that reads `process.env`. */
export const settings = toSettings(process.env);
