const NOWHERE = 'https://own.invalid';
const LONGEST = 1000;

/** A path of our own pages as somebody asked to be sent to; `/` for everything that might lead elsewhere. */
export function ownPathOf(text: string | undefined): string {
  return text !== undefined && isOwnPath(text) ? text : '/';
}

/** Whether every browser reads the text as a path of this very site, and of a page rather than of the API. */
export function isOwnPath(text: string): boolean {
  if (text.length > LONGEST || !/^\/(?![/\\])[\x21-\x7e]*$/.test(text) || text.includes('\\'))
    return false;
  const url = URL.parse(text, NOWHERE);
  if (!url || url.origin !== NOWHERE || /^\/(%2f|%5c|\/)/i.test(url.pathname)) return false;
  return !/^\/(api|auth|ws)(\/|$)/i.test(url.pathname);
}
