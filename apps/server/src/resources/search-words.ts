const LONGEST_WORD = 100;

/** The words of texts as they are searched for: lower case, without accents and punctuation, each once. */
export function toSearchWords(...texts: readonly (string | null | undefined)[]): string[] {
  const plain = texts
    .filter((text) => typeof text === 'string')
    .join(' ')
    .normalize('NFKD')
    .replaceAll(/\p{M}/gu, '')
    .toLowerCase();
  return [...new Set(plain.match(/[\p{L}\p{N}]+/gu) ?? [])].map((word) =>
    word.slice(0, LONGEST_WORD),
  );
}
