/** What the local host does not support, one at a time. */

import { app, output, trigger } from "@azure/functions";

const connection = "AzureWebJobsStorage";
const handler = (): void => {};

switch (process.env["TEST_REFUSED"]) {
  case undefined:
    break;
  case "trigger":
    app.eventHub("listens", { connection, eventHubName: "events", handler });
    break;
  case "schedule":
    app.timer("tick", { schedule: "* * * * * *", handler });
    break;
  case "output": {
    const queue = output.storageQueue({ queueName: "out", connection });
    app.storageQueue("sends", { queueName: "in", connection, extraOutputs: [queue], handler });
    break;
  }
  case "expression":
    app.storageQueue("named", { queueName: "%QUEUE%", connection, handler });
    break;
  case "connection":
    app.storageQueue("elsewhere", { queueName: "in", connection: "Other", handler });
    break;
  case "retry":
    app.generic("patient", {
      trigger: trigger.storageQueue({ queueName: "in", connection }),
      retry: { strategy: "fixedDelay", maxRetryCount: 2, delayInterval: 1000 },
      handler,
    });
    break;
  case "route":
    app.get("ranged", { route: "ranged/{id:range(1,2)}", handler: () => ({}) });
    break;
  case "hook":
    app.hook.postInvocation(handler);
    break;
  default:
}
