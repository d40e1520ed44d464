import { toSwagger } from "./swagger.js";

/** Stands for the host that a connection names: its policy `dynamichosturl` puts that in its place. */
const anyHost = "your-app.azurewebsites.net";

/** The text of `apiDefinition.swagger.json`, which custom connectors are made of. */
export function toApiDefinition(host = anyHost): string {
  return `${JSON.stringify(toSwagger(`https://${host}`), undefined, 2)}\n`;
}
