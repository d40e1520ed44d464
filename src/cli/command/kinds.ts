/** What the value of an option may be. */
export interface Kind<Value> {
  /** Stands for the value in the help, such as `FOLDER`. */
  readonly placeholder: string;
  /** Completes the sentence "--folds must be …". */
  readonly expected: string;
  /** The least and the greatest number, for the help. */
  readonly range?: string;
  /** @returns undefined for a text that is no such value */
  readonly read: (text: string) => Value | undefined;
}

/** Any text but an empty one. */
export function text(placeholder: string, expected: string): Kind<string> {
  return { placeholder, expected, read: (text) => (text === "" ? undefined : text) };
}

export const folder = text("FOLDER", "a folder");

/** An `http` or `https` address; a slash at its end is left out. */
export const url: Kind<string> = {
  placeholder: "URL",
  expected: "an address such as https://APP.azurewebsites.net",
  read(text) {
    const isHttp = URL.canParse(text) && /^https?:$/.test(new URL(text).protocol);
    return isHttp ? text.replace(/\/+$/, "") : undefined;
  },
};

export function wholeNumber(least: number, most?: number): Kind<number> {
  const range = `from ${least}${most === undefined ? "" : ` to ${most}`}`;
  const { read } = number(least, most ?? Number.MAX_SAFE_INTEGER);
  return {
    placeholder: "N",
    expected: `a whole number ${range}`,
    range,
    read: (text) => (/^[-+]?\d+$/.test(text) ? read(text) : undefined),
  };
}

export function number(least: number, most: number): Kind<number> {
  const range = `from ${least} to ${most}`;
  return {
    placeholder: "NUMBER",
    expected: `a number ${range}`,
    range,
    read(text) {
      const value = text.trim() === "" ? Number.NaN : Number(text);
      return value >= least && value <= most ? value : undefined;
    },
  };
}

export function oneOf<const Choice extends string>(...choices: readonly Choice[]): Kind<Choice> {
  return {
    placeholder: choices.join("|"),
    expected: choices.join(" or "),
    read: (text) => choices.find((choice) => choice === text),
  };
}
