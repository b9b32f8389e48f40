/** A stream of two months: what claims to be later would stretch everything that is counted in seconds. */
export const LONGEST_SECONDS = 60 * 86_400;

export function isWithinStream(seconds: number): boolean {
  return Math.abs(seconds) <= LONGEST_SECONDS;
}
