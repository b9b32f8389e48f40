const DEEPEST = 12;

/** Whether a text can be stored: no NUL, no half of a surrogate pair. PostgreSQL refuses both, and all that comes with them. */
export function isWholeText(text: string): boolean {
  return text.isWellFormed() && !text.includes('\0');
}

/** Whether all texts of a value can be stored, those of its keys too, and it is nested no deeper than messages are. */
export function hasWholeTexts(value: unknown, depth = 0): boolean {
  if (typeof value === 'string') return isWholeText(value);
  if (typeof value !== 'object' || value === null || ArrayBuffer.isView(value)) return true;
  if (depth >= DEEPEST) return false;
  return Object.entries(value).every(
    ([key, one]) => isWholeText(key) && hasWholeTexts(one, depth + 1),
  );
}
