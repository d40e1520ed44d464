import type { Caller } from "../api.js";
import { percent } from "../card.js";
import { element } from "../elements.js";
import { readResult, type Confusion, type Mistake, type Training } from "./api.js";
import { toMatrixRows } from "./matrix.js";

const section = element("result", HTMLElement);
const matrix = element("matrix", HTMLTableElement);
const mistakeList = element("mistakes", HTMLElement);
const leftOut = element("left-out", HTMLDetailsElement);
const report = element("report", HTMLAnchorElement);

export function hideResult(): void {
  section.hidden = true;
}

/**
 * Shows how good the training's head is, by the files that the training wrote.
 *
 * @throws ApiError
 */
export async function showResult(training: Training, caller: Caller): Promise<void> {
  const read = (file: string): Promise<Response | undefined> =>
    readResult(training.id, file, caller);
  const [confusion, mistakes, page] = await Promise.all(
    ["confusion_matrix.json", "mistakes.json", "report.html"].map(read),
  );
  const accuracy = training.metrics?.["accuracy"];
  element("accuracy", HTMLElement).textContent = percent(accuracy ?? 0);
  showMatrix(confusion && (await confusion.json()));
  showMistakes(mistakes ? await mistakes.json() : []);
  showLeftOut(training);
  URL.revokeObjectURL(report.href);
  if (page) report.href = URL.createObjectURL(await page.blob());
  report.download = `${training.name}-${training.version ?? ""}.html`;
  section.hidden = false;
}

/** Data of several labels a picture has no matrix. */
function showMatrix(confusion: Confusion | undefined): void {
  const counts = confusion?.data.matrix ?? [];
  const all = counts.flat().reduce((sum, count) => sum + count, 0);
  const right = counts.reduce((sum, row, label) => sum + (row[label] ?? 0), 0);
  element("accuracy-words", HTMLElement).textContent = confusion
    ? `right: ${right} of ${all} pictures. Each was checked by a head that had not seen it.`
    : "exactly right";
  matrix.tBodies[0]?.replaceChildren(...(confusion ? toMatrixRows(confusion) : []));
}

function showMistakes(mistakes: readonly Mistake[]): void {
  element("mistakes-title", HTMLElement).hidden = mistakes.length === 0;
  element("mistakes-why", HTMLElement).hidden = !mistakes.some(({ why }) => why);
  mistakeList.replaceChildren(...mistakes.map(toItem));
}

function toItem(mistake: Mistake): HTMLLIElement {
  const { labels, given } = mistake;
  const item = document.createElement("li");
  const taken = document.createElement("strong");
  const truth = document.createElement("span");
  const words = given.map(({ label, score }) => `${label} ${Math.round(100 * score)} %`);
  taken.textContent = words.join(", ") || "no label";
  truth.textContent = `is ${labels.join(", ")}`;
  item.append(toPicture(mistake), taken, truth);
  return item;
}

/** The picture; where it is known why, a button that shows that too. */
function toPicture({ name, given, thumbnail, why = "" }: Mistake): HTMLElement {
  const picture = document.createElement("img");
  const show = (address: string, alt: string): void => {
    picture.alt = alt;
    if (address !== "") picture.src = address;
  };
  const [plain, shaded] = [toAddress(thumbnail), toAddress(why)];
  show(plain, name);
  if (shaded === "") return picture;
  const button = document.createElement("button");
  button.title = "Why?";
  button.ariaPressed = "false";
  button.append(picture);
  button.addEventListener("click", () => {
    const isShown = button.ariaPressed === "true";
    button.ariaPressed = String(!isShown);
    if (isShown) show(plain, name);
    else show(shaded, `The bright parts spoke for ${given[0]?.label ?? ""}`);
  });
  return button;
}

/** @param jpeg in base64; empty for none, which has no address */
function toAddress(jpeg: string): string {
  if (jpeg === "") return "";
  const bytes = Uint8Array.from(atob(jpeg), (character) => character.charCodeAt(0));
  return URL.createObjectURL(new Blob([bytes], { type: "image/jpeg" }));
}

function showLeftOut({ pictures, problems }: Training): void {
  const { left_out: count } = pictures;
  leftOut.hidden = count === 0;
  const summary = count === 1 ? "1 picture was left out" : `${count} pictures were left out`;
  element("left-out-count", HTMLElement).textContent = summary;
  element("left-out-list", HTMLElement).replaceChildren(
    ...problems.map(({ detail }) => {
      const item = document.createElement("li");
      item.textContent = detail;
      return item;
    }),
  );
}
