/** What a pickle can hold here. A tuple and a list are both arrays. */
export type Pickled =
  | null
  | boolean
  | number
  | string
  | Pickled[]
  | Map<Pickled, Pickled>
  | Global
  | Made;

/** The name of a Python class or function. Only its name: nothing is ever imported or called. */
export class Global {
  readonly name: string;
  constructor(name: string) {
    this.name = name;
  }
}

/** What the owner of the format makes of a global and its arguments. */
export class Made {
  readonly value: unknown;
  constructor(value: unknown) {
    this.value = value;
  }
}

/** What the pickle may name, and what that means. */
export interface PickleVocabulary {
  /** Full names of the globals that may occur; any other is refused. */
  readonly globals: ReadonlySet<string>;
  /** What a call of one of them stands for. */
  reduce(callable: string, args: Pickled[]): Pickled;
  /** What a reference to something outside of the pickle stands for. */
  persistent(id: Pickled): Pickled;
}
