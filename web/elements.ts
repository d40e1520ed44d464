/** The page's element with this id, which must be of this type. */
export function element<T extends HTMLElement>(id: string, type: new () => T): T {
  return part(document, `#${id}`, type);
}

/** The first element below a node that the selector matches, which must be of this type. */
export function part<T extends HTMLElement>(
  within: ParentNode,
  selector: string,
  type: new () => T,
): T {
  const found = within.querySelector(selector);
  if (!(found instanceof type)) throw new Error(`The page has no ${type.name} ${selector}`);
  return found;
}
