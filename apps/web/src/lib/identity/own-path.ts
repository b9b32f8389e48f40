/** A path of this site to go on to, from an address that anybody may have written; `/` for everything else. */
export function toOwnPath(wanted: string | null | undefined, origin = location.origin): string {
  if (!wanted?.startsWith('/') || /[\\\s]/.test(wanted)) return '/';
  const url = URL.canParse(wanted, origin) ? new URL(wanted, origin) : undefined;
  if (url?.origin !== origin || url.pathname.startsWith('//')) return '/';
  return url.pathname.startsWith('/sign-in') ? '/' : url.pathname + url.search + url.hash;
}

/** The sign-in page that leads on to a path. */
export function signInPath(wanted: string): string {
  const path = toOwnPath(wanted);
  return path === '/' ? '/sign-in' : `/sign-in?redirectTo=${encodeURIComponent(path)}`;
}

const OPEN = [
  'sign-in',
  'sign-up',
  'verify-email',
  'forgot-password',
  'reset-password',
  'magic-link',
  'invitation',
  'share',
];

/** Whether a page is for people who are not signed in as well. */
export function isOpenPage(pathname: string): boolean {
  return OPEN.includes(pathname.split('/')[1] ?? '');
}
