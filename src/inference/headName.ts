/** The rule for the names of heads: one segment of a path, which needs no encoding anywhere. */
export const headName = /^[a-z0-9-]{1,64}$/;

/** A head as a request asks for it: `fridge`, or one version of it, `fridge@3`. */
export interface HeadReference {
  readonly name: string;
  /** 1 or more; undefined asks for the current one. */
  readonly version?: number | undefined;
}

/** @returns undefined for a text that is no reference, such as `A`, `a@0` or `../a` */
export function toHeadReference(text: string): HeadReference | undefined {
  const { name = "", version } =
    /^(?<name>[^@]*)(?:@(?<version>[1-9]\d{0,8}))?$/.exec(text)?.groups ?? {};
  if (!headName.test(name)) return undefined;
  return { name, version: version === undefined ? undefined : Number(version) };
}

export function fromHeadReference({ name, version }: HeadReference): string {
  return version === undefined ? name : `${name}@${version}`;
}
