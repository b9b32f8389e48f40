const AT_ONCE = 32;

/** Does the same with each one, some at a time, and gives the answers in their order. */
export async function eachOf<T, R>(all: readonly T[], act: (one: T) => Promise<R>): Promise<R[]> {
  const answers: R[] = [];
  for (let at = 0; at < all.length; at += AT_ONCE)
    answers.push(...(await Promise.all(all.slice(at, at + AT_ONCE).map(act))));
  return answers;
}
