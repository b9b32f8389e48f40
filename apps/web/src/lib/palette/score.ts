/** Begins the value of entries that the server has searched for already. */
export const SESSION = 'session:';

/** How well an entry fits what was typed, 0 (not at all) to 1; all words must begin a word of it. */
export function scoreOf(value: string, typed: string): number {
  if (value.startsWith(SESSION)) return 0.5;
  const text = value.toLowerCase();
  const words = typed.toLowerCase().split(/\s+/).filter(Boolean);
  const begins = (word: string) =>
    text.startsWith(word) || text.includes(` ${word}`) || text.includes(`/${word}`);
  if (!words.every(begins)) return 0;
  return text.startsWith(words[0] ?? '') ? 1 : 0.9;
}
