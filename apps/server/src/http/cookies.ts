import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Tokens } from '../identity/identity.ts';

/** No script reads these; other sites' requests do not carry them. */
export const ACCESS_COOKIE = 'outlap_access';
export const REFRESH_COOKIE = 'outlap_refresh';
export const LINK_COOKIE = 'outlap_link';
/** What brings an owner back who acts as somebody else: a refresh token of their own. */
export const RETURN_COOKIE = 'outlap_return';
const REFRESH_PATH = '/auth';
const REFRESH_SECONDS = 30 * 86_400;
const RETURN_PATH = '/auth/impersonation';
const RETURN_SECONDS = 7200;

// Served by https they bear a prefix with which browsers keep them only if this very host set them, by https and for all
// of its paths: no neighbour under the same domain can put one of its own in their place and so sign somebody in as
// somebody else.
const PREFIX = '__Host-';

export function cookieOf(
  request: Pick<FastifyRequest, 'headers'>,
  name: string,
): string | undefined {
  return cookiesNamed(request.headers.cookie ?? '', name)[0];
}

/** All of one name in a header; browsers send several where they were set for several paths. */
export function cookiesNamed(header: string, wanted: string): string[] {
  return header.split(';').flatMap((part) => {
    const [name = '', ...value] = part.trim().split('=');
    // As it is: what we hand out needs no escapes, and what others send may have broken ones.
    return name === wanted && value.length > 0 ? [value.join('=')] : [];
  });
}

/** What the cookies of the identity library begin with. */
const LIBRARY = 'outlap.';

/** Lines that set cookies, those of the identity library under their names at this address. */
export function toBrowser(publicUrl: string, lines: readonly string[]): string[] {
  return lines.map((line) => {
    const isBound = /;\s*path=\/(?:;|$)/i.test(line) && !/;\s*domain=/i.test(line);
    return line.startsWith(LIBRARY) && isBound ? cookieName(publicUrl, line) : line;
  });
}

/** The identity library's cookies of a header, as it named them; by https no others than those that are bound. */
export function toLibrary(publicUrl: string, header = ''): string {
  const name = cookieName(publicUrl, LIBRARY);
  const own = header.split(';').map((part) => part.trim());
  return own
    .filter((part) => part.startsWith(name))
    .map((part) => LIBRARY + part.slice(name.length))
    .join('; ');
}

/** What a cookie of the server at this address is called. */
export function cookieName(publicUrl: string, name: string): string {
  return isHttps(publicUrl) ? PREFIX + name : name;
}

/** One of the cookies above, as browsers show it to a server of this address: under no other name, also once it lapsed. */
export function loginCookieOf(
  request: Pick<FastifyRequest, 'headers'>,
  publicUrl: string,
  name: string,
): string | undefined {
  return cookieOf(request, cookieName(publicUrl, name));
}

/** Gives a browser its tokens in cookies. */
export function setTokenCookies(reply: FastifyReply, publicUrl: string, tokens: Tokens): void {
  const { accessToken, refreshToken, expiresIn } = tokens;
  set(reply, publicUrl, [
    { name: ACCESS_COOKIE, value: accessToken, path: '/', seconds: expiresIn },
    { name: REFRESH_COOKIE, value: refreshToken, path: REFRESH_PATH, seconds: REFRESH_SECONDS },
  ]);
}

export function clearTokenCookies(reply: FastifyReply, publicUrl: string): void {
  set(reply, publicUrl, [
    { name: ACCESS_COOKIE, value: '', path: '/', seconds: 0 },
    { name: REFRESH_COOKIE, value: '', path: REFRESH_PATH, seconds: 0 },
  ]);
}

/** Gives a browser what a share link shows, until the link expires. */
export function setLinkCookie(
  reply: FastifyReply,
  publicUrl: string,
  token: string,
  expiresAt: Date,
): void {
  const seconds = Math.max(0, Math.floor((expiresAt.getTime() - Date.now()) / 1000));
  set(reply, publicUrl, [{ name: LINK_COOKIE, value: token, path: '/', seconds }]);
}

export function setReturnCookie(reply: FastifyReply, publicUrl: string, token: string): void {
  set(reply, publicUrl, [
    { name: RETURN_COOKIE, value: token, path: RETURN_PATH, seconds: RETURN_SECONDS },
  ]);
}

export function clearReturnCookie(reply: FastifyReply, publicUrl: string): void {
  set(reply, publicUrl, [{ name: RETURN_COOKIE, value: '', path: RETURN_PATH, seconds: 0 }]);
}

type Cookie = {
  readonly name: string;
  readonly value: string;
  readonly path: string;
  readonly seconds: number;
};

function set(reply: FastifyReply, publicUrl: string, cookies: readonly Cookie[]): void {
  void reply.header(
    'set-cookie',
    cookies.map((one) => cookieLine(publicUrl, one)),
  );
}

/** What sets a cookie of the server at this address, under its name there. */
export function cookieLine(publicUrl: string, cookie: Cookie): string {
  const isSecure = isHttps(publicUrl);
  return [
    `${cookieName(publicUrl, cookie.name)}=${cookie.value}`,
    `Path=${isSecure ? '/' : cookie.path}`,
    `Max-Age=${cookie.seconds}`,
    'HttpOnly',
    'SameSite=Lax',
    ...(isSecure ? ['Secure'] : []),
  ].join('; ');
}

function isHttps(publicUrl: string): boolean {
  return publicUrl.startsWith('https:');
}
