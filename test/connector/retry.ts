import { setTimeout as delay } from "node:timers/promises";

/**
 * The default retry policy of Logic Apps: 408, 429, 5xx and broken connections are tried again four
 * times, at growing random intervals.
 *
 * @param scale milliseconds of the first interval; 7,500 in Azure
 */
export async function withRetries(send: () => Promise<Response>, scale = 100): Promise<Response> {
  for (let attempt = 0; ; attempt++) {
    const answer = await send().catch((error: unknown) => {
      if (attempt >= 4) throw error;
      return undefined;
    });
    const isPassing = !answer || [408, 429].includes(answer.status) || answer.status >= 500;
    if (answer && (!isPassing || attempt >= 4)) return answer;
    await answer?.arrayBuffer();
    await delay(scale * 2 ** attempt * (0.5 + Math.random() / 2));
  }
}

/**
 * The HTTP action of Logic Apps: after 202 it asks at the absolute `Location` every `Retry-After`
 * seconds until another answer comes. A 404 there is a failure like any other.
 */
export async function httpAction(url: string, init: RequestInit): Promise<Response> {
  let answer = await withRetries(() => fetch(url, init));
  while (answer.status === 202) {
    const location = answer.headers.get("location") ?? "";
    if (!URL.canParse(location)) throw new Error(`Location is "${location}", no absolute URL`);
    const seconds = Number(answer.headers.get("retry-after"));
    if (!(seconds > 0)) throw new Error("202 without Retry-After");
    await delay(seconds * 1000);
    // It repeats the headers of the action, and sends no body.
    const { headers = {} } = init;
    answer = await withRetries(() => fetch(location, { headers }));
  }
  if (!answer.ok) throw new Error(`ActionFailed: ${answer.status} ${await answer.text()}`);
  return answer;
}
