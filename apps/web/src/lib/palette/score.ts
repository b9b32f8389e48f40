/** How well an entry fits what was typed, 0 (not at all) to 1; all words must begin a word of it. */
export function scoreOf(value: string, typed: string): number {
  const text = value.toLowerCase();
  const words = typed.toLowerCase().split(/\s+/).filter(Boolean);
  const begins = (word: string) =>
    text.startsWith(word) || text.includes(` ${word}`) || text.includes(`/${word}`);
  if (!words.every(begins)) return 0;
  return text.startsWith(words[0] ?? '') ? 1 : 0.9;
}

/** The entries that fit, best first; all of them, in their order, while nothing is typed. */
export function fitting<T extends { readonly label: string }>(
  entries: readonly T[],
  typed: string,
): T[] {
  return entries
    .map((entry) => ({ entry, score: scoreOf(entry.label, typed) }))
    .filter(({ score }) => score > 0)
    .sort((a, b) => (typed.trim() ? b.score - a.score : 0))
    .map(({ entry }) => entry);
}
