const FIRST_MILLISECONDS = 500;
const MOST_MILLISECONDS = 15_000;
const LEAST_MILLISECONDS = 250;

/** How long to wait before the n-th try (from 0), with jitter so that all viewers do not come back at once. */
export function waitBefore(tries: number, random: number): number {
  const most = Math.min(MOST_MILLISECONDS, FIRST_MILLISECONDS * 2 ** Math.min(tries, 10));
  return Math.max(LEAST_MILLISECONDS, most * random);
}

const MOVE_MILLISECONDS = 500;

/** How long to wait when the server itself sends its viewers on to another one. */
export function waitToMove(random: number): number {
  return MOVE_MILLISECONDS * random;
}
