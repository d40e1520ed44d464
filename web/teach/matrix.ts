import type { Confusion } from "./api.js";

/** How dark a cell with all pictures of its label is; the text stays readable on it. */
const DARKEST = 45;

/** The table of a confusion matrix: a row for what pictures are, a column for what they were taken for. */
export function toMatrixRows({ data }: Confusion): HTMLTableRowElement[] {
  const { class_labels: labels, matrix } = data;
  const head = document.createElement("tr");
  const corner = document.createElement("td");
  corner.textContent = "is ↓ taken for →";
  head.append(corner, ...labels.map((label) => toHeader(label, "col")));
  const rows = matrix.map((counts, label) => {
    const row = document.createElement("tr");
    const all = counts.reduce((sum, count) => sum + count, 0);
    row.append(toHeader(labels[label] ?? "", "row"));
    row.append(...counts.map((count, given) => toCell(count, all, given === label)));
    return row;
  });
  return [head, ...rows];
}

function toHeader(label: string, scope: "row" | "col"): HTMLTableCellElement {
  const header = document.createElement("th");
  const text = document.createElement("span");
  header.scope = scope;
  text.textContent = label;
  header.append(text);
  return header;
}

function toCell(count: number, all: number, isRight: boolean): HTMLTableCellElement {
  const cell = document.createElement("td");
  cell.textContent = String(count);
  cell.className = isRight ? "right" : count > 0 ? "wrong" : "none";
  cell.style.setProperty("--share", `${all > 0 ? (DARKEST * count) / all : 0}%`);
  return cell;
}
