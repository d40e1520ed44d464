import { posix } from "node:path";
import { isMap, isScalar, isSeq, LineCounter, parseDocument, type Node, type YAMLMap } from "yaml";
import { badLine } from "./textFile.js";

/** Transformations that keep the rows of JSON Lines as they are. */
const harmless = new Set(["read_json_lines", "convert_column_types"]);

/** Throws a DatasetError about the line of a node. */
type Refuse = (node: unknown, fault: string) => never;

/**
 * Lists the JSON Lines files that an `MLTable` file names below `paths:`. Other kinds of paths, and
 * transformations that would change the rows, are refused.
 *
 * @param path of the MLTable file, whose folder the files are relative to
 * @throws DatasetError that names the line
 */
export function mlTableFiles(text: string, path: string): string[] {
  const lineCounter = new LineCounter();
  const lineAt = (offset: number): number => lineCounter.linePos(offset).line;
  const { contents, errors } = parseDocument(text, { lineCounter });
  const [error] = errors;
  if (error) throw badLine(path, lineAt(error.pos[0]), "is not valid YAML");
  const refuse: Refuse = (node, fault) => {
    const offset = isNode(node) ? node.range?.[0] : undefined;
    throw badLine(path, offset === undefined ? 1 : lineAt(offset), fault);
  };
  if (contents !== null && !isMap(contents)) refuse(contents, "expected keys such as paths:");
  const table = isMap(contents) ? contents : undefined;
  checkTransformations(table?.get("transformations", true), refuse);
  const files = readPaths(table?.get("paths", true), refuse);
  if (files.length === 0) refuse(undefined, "paths: lists no file");
  return files.map((file) => posix.join(posix.dirname(path), file));
}

function readPaths(paths: unknown, refuse: Refuse): string[] {
  return itemsOf(paths, refuse).map((item) => {
    const file = isMap(item) && item.items.length === 1 ? item.get("file") : undefined;
    if (typeof file !== "string") return refuse(item, "expected - file: <relative path>");
    if (/^[a-z][a-z\d+.-]+:\//i.test(file) || posix.isAbsolute(file)) {
      return refuse(item, `${file}: expected a relative path`);
    }
    return file;
  });
}

function checkTransformations(transformations: unknown, refuse: Refuse): void {
  for (const item of itemsOf(transformations, refuse)) {
    const names: unknown[] = isMap(item) ? item.items.map(({ key }) => key) : [item];
    for (const name of names) {
      const text = isScalar(name) ? String(name.value) : "This";
      if (!harmless.has(text)) refuse(name, `${text}: is not supported`);
    }
  }
}

/** The items of a list; none where the key is absent or has no value. */
function itemsOf(list: unknown, refuse: Refuse): unknown[] {
  if (list === undefined || (isScalar(list) && list.value === null)) return [];
  if (isSeq(list)) return list.items;
  return refuse(list, "expected a list");
}

function isNode(value: unknown): value is Node | YAMLMap {
  return isMap(value) || isScalar(value) || isSeq(value);
}
