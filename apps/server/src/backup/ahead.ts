/** Results in the order of the items, with some loads under way before they are asked for. */
export async function* ahead<T, R>(
  items: Iterable<T>,
  most: number,
  load: (item: T) => Promise<R>,
): AsyncGenerator<R> {
  const waiting: Promise<R>[] = [];
  for (const item of items) {
    const loading = load(item);
    // Whoever waits for it hears of it; until then it is nobody's.
    loading.catch(() => undefined);
    waiting.push(loading);
    const first = waiting.length >= most ? waiting.shift() : undefined;
    if (first) yield await first;
  }
  for (const one of waiting) yield await one;
}
