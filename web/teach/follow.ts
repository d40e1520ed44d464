import { ApiError, type Caller } from "../api.js";
import { readTraining, type Training } from "./api.js";
import { say, showTraining } from "./progress.js";

/** Milliseconds between two looks at a training. */
const INTERVAL = 1000;

/**
 * Shows how far a training is until it ends. A service that is away for a while does not end it.
 *
 * @throws ApiError for what another try does not change
 */
export async function follow(id: string, caller: Caller): Promise<Training> {
  for (;;) {
    try {
      const training = await readTraining(id, caller);
      if (training.status !== "Running") return training;
      showTraining(training);
    } catch (error) {
      const isFinal = error instanceof ApiError && error.problem.status < 500;
      if (isFinal || caller.signal.aborted) throw error;
      say("The service cannot be reached; trying again …", true);
    }
    await new Promise((resolve) => setTimeout(resolve, INTERVAL));
  }
}
