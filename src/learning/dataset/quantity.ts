/** Writes a number of things: `1 picture`, `2 pictures`. */
export function quantity(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? "" : "s"}`;
}
