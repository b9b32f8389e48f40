/** A code as it was typed, as the server writes it: `abcd efgh` → `ABCD-EFGH`. */
export function toUserCode(typed: string): string {
  const letters = typed.toUpperCase().replace(/[^A-Z0-9]/g, '');
  return letters.length > 4 ? `${letters.slice(0, 4)}-${letters.slice(4, 8)}` : letters;
}
