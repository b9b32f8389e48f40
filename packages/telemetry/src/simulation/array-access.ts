/** The value at a place of an array; 0 outside of it, which the callers' bounds rule out. */
export const at = (values: ArrayLike<number>, place: number): number => values[place] ?? 0;
