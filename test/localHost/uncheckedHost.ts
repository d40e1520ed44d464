/**
 * The host without the check of the model that `npm start` makes before it serves. In Azure an app
 * is served whatever its model.
 */

import { openAppStorage } from "../../src/localHost/appStorage.js";
import { startHost } from "../../src/localHost/host.js";
import { applyLocalSettings } from "../../src/localHost/localSettings.js";
import { root } from "../paths.js";

await applyLocalSettings(root);
const storage = await openAppStorage();
const host = await startHost({ root, port: 0, provision: () => storage.provision() });
process.once("SIGTERM", () => void host.close().then(() => process.exit(0)));
console.log(`Ready. ${host.url}`);
