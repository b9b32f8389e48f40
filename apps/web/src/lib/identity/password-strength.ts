export const LEAST_PASSWORD = 10;

/** What to say about a new password before the server sees it; it alone knows common and leaked ones. */
export function faultOfPassword(password: string): string {
  if (password === '') return '';
  const missing = LEAST_PASSWORD - [...password].length;
  return missing > 0 ? `${missing} more ${missing === 1 ? 'character' : 'characters'}.` : '';
}
