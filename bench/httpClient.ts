import { request, type Agent } from "node:http";

/** Posts a picture and reads the answer; anything but 200 is an error. */
export function postPicture(url: string, picture: Uint8Array, agent: Agent): Promise<void> {
  return new Promise((resolve, reject) => {
    const headers = { "content-length": picture.byteLength };
    const outgoing = request(url, { method: "POST", agent, headers }, (answer) => {
      answer.resume().once("end", () => {
        if (answer.statusCode === 200) resolve();
        else reject(new Error(`${url} answered ${answer.statusCode}`));
      });
    });
    outgoing.once("error", reject).end(picture);
  });
}
