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

export function cookieOf(request: FastifyRequest, name: string): string | undefined {
  for (const part of (request.headers.cookie ?? '').split(';')) {
    const [key = '', ...value] = part.trim().split('=');
    // As it is: what we hand out needs no escapes, and what others send may have broken ones.
    if (key === name && value.length > 0) return value.join('=');
  }
  return undefined;
}

/** Gives a browser its tokens in cookies. */
export function setTokenCookies(reply: FastifyReply, publicUrl: string, tokens: Tokens): void {
  const line = toLine(publicUrl);
  void reply.header('set-cookie', [
    line(ACCESS_COOKIE, tokens.accessToken, '/', tokens.expiresIn),
    line(REFRESH_COOKIE, tokens.refreshToken, REFRESH_PATH, REFRESH_SECONDS),
  ]);
}

export function clearTokenCookies(reply: FastifyReply, publicUrl: string): void {
  const line = toLine(publicUrl);
  void reply.header('set-cookie', [
    line(ACCESS_COOKIE, '', '/', 0),
    line(REFRESH_COOKIE, '', REFRESH_PATH, 0),
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
  void reply.header('set-cookie', toLine(publicUrl)(LINK_COOKIE, token, '/', seconds));
}

export function setReturnCookie(reply: FastifyReply, publicUrl: string, token: string): void {
  const line = toLine(publicUrl)(RETURN_COOKIE, token, RETURN_PATH, RETURN_SECONDS);
  void reply.header('set-cookie', line);
}

export function clearReturnCookie(reply: FastifyReply, publicUrl: string): void {
  void reply.header('set-cookie', toLine(publicUrl)(RETURN_COOKIE, '', RETURN_PATH, 0));
}

const toLine =
  (publicUrl: string) => (name: string, value: string, path: string, seconds: number) =>
    [
      `${name}=${value}`,
      `Path=${path}`,
      `Max-Age=${seconds}`,
      'HttpOnly',
      'SameSite=Lax',
      ...(publicUrl.startsWith('https:') ? ['Secure'] : []),
    ].join('; ');
