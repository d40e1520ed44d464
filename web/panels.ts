import type { Answer } from "./answer.js";
import { languages } from "./code.js";
import { givenKey } from "./key.js";
import { element } from "./elements.js";
import { toQuery, type Options } from "./options.js";
import type { Picture } from "./sources.js";

/** Writes the answers as the service would answer one request for all of them. */
export function writeJson(answers: readonly Answer[]): void {
  const [first] = answers;
  const body = answers.length > 1 ? answers.map(toNamed) : ((first && toJson(first)) ?? []);
  element("json", HTMLElement).textContent = JSON.stringify(body, undefined, 2);
}

/** Writes the code that asks for the same in the chosen language. */
export function writeCode(answers: readonly Answer[], options: Options): void {
  const pictures = answers.map(({ picture }) => picture);
  // A form of several files is answered at once only.
  const background = options.background && pictures.length <= 1;
  writeCodeOf("code", pictures, { ...options, background });
}

/**
 * Writes code where the element with this id is, in the language that is chosen there.
 *
 * @param pictures that the code sends; one of any name where there are none
 */
export function writeCodeOf(id: string, pictures: readonly Picture[], options: Options): void {
  const place = element(id, HTMLElement);
  const language = place.parentElement?.querySelector<HTMLInputElement>("input:checked")?.value;
  const { href } = new URL(`classify${toQuery(options)}`, location.href);
  place.textContent =
    languages[language ?? "curl"]?.({
      address: href,
      pictures: pictures.length > 0 ? pictures : [{ name: "picture.jpg" }],
      wantsKey: givenKey() !== "",
      background: options.background,
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
