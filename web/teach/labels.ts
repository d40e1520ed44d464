import { element } from "../elements.js";
import { FOLDS } from "./api.js";
import { LabelBlock } from "./labelBlock.js";

const list = element("label-list", HTMLElement);
const add = element("label-add", HTMLButtonElement);
let blocks: LabelBlock[] = [];

/** Shows two empty labels, and lets people add and remove some. */
export function setUpLabels(): void {
  add.addEventListener("click", () => addBlock().name.focus());
  addBlock();
  addBlock();
}

function addBlock(): LabelBlock {
  const block: LabelBlock = new LabelBlock(() => {
    blocks = blocks.filter((each) => each !== block);
    block.root.remove();
    add.focus();
  });
  blocks.push(block);
  list.append(block.root);
  return block;
}

/** All pictures by their paths below the folder of the data set. */
export function chosenPictures(): Map<string, File> {
  return new Map(blocks.flatMap((block) => block.files()));
}

/** What is still to do before a training, in words, and where; undefined if it can begin. */
export function whatIsMissing(): { readonly detail: string; readonly at: HTMLElement } | undefined {
  const names = blocks.map(({ label }) => label);
  if (blocks.length < 2) return { detail: "Name at least two labels.", at: add };
  for (const [i, { label, name, size }] of blocks.entries()) {
    const problem = problemOf(label) ?? (names.indexOf(label) < i ? "is there twice" : undefined);
    if (problem !== undefined) {
      return { detail: label ? `The label ${label} ${problem}.` : "Name each label.", at: name };
    }
    if (size < FOLDS) {
      return { detail: `${label} needs at least ${FOLDS} pictures; 20 are better.`, at: name };
    }
  }
  return undefined;
}

/** A label is the name of a folder; those that begin with a dot are hidden, and not read. */
function problemOf(label: string): string | undefined {
  if (label === "") return "is missing";
  const [bad] = /[/\\%]/.exec(label) ?? [];
  if (bad !== undefined) return `must not have ${bad}`;
  if (label.startsWith(".")) return "must not begin with a dot";
  return label.endsWith(".") ? "must not end with a dot" : undefined;
}
