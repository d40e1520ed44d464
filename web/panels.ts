import type { Answer } from "./answer.js";
import { languages } from "./code.js";
import { givenKey } from "./controls.js";
import { element } from "./elements.js";
import { toQuery, type Options } from "./options.js";

/** Writes the answers as the service would answer one request for all of them. */
export function writeJson(answers: readonly Answer[]): void {
  const [first] = answers;
  const body = answers.length > 1 ? answers.map(toNamed) : ((first && toJson(first)) ?? []);
  element("json", HTMLElement).textContent = JSON.stringify(body, undefined, 2);
}

/** Writes the code that asks for the same in the chosen language. */
export function writeCode(answers: readonly Answer[], options: Options): void {
  const language = document.querySelector<HTMLInputElement>("[name=language]:checked")?.value;
  const pictures = answers.map(({ picture }) => picture);
  // A form of several files is answered at once only.
  const background = options.background && pictures.length <= 1;
  const { href } = new URL(`classify${toQuery({ ...options, background })}`, location.href);
  element("code", HTMLElement).textContent =
    languages[language ?? "curl"]?.({
      address: href,
      pictures: pictures.length > 0 ? pictures : [{ name: "picture.jpg" }],
      wantsKey: givenKey() !== "",
      background,
    }) ?? "";
}

function toJson({ outcome }: Answer): unknown {
  return outcome && ("labels" in outcome ? outcome.labels : outcome.problem);
}

function toNamed(answer: Answer): unknown {
  const { picture, outcome } = answer;
  const kind = outcome && "problem" in outcome ? "error" : "labels";
  return { name: picture.name, [kind]: toJson(answer) ?? [] };
}
