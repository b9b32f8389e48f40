import type { FastifyReply, FastifyRequest } from 'fastify';
import type { IdentityDeps } from '../deps.ts';
import { AppError } from '../errors.ts';
import type { LoginResult } from '../features/identity/verbs.ts';
import { setTokenCookies, toBrowser } from './cookies.ts';

/** A sign-in that a browser made by following addresses, and the page to go on with. */
export type BrowserLogin = { readonly result: LoginResult; readonly path: string };

/** Ends a sign-in by addresses on a page: signed in, asked for a second factor, or told what went wrong. */
export async function sendOn(
  deps: IdentityDeps,
  request: FastifyRequest,
  reply: FastifyReply,
  finish: () => Promise<BrowserLogin>,
) {
  void reply.header('cache-control', 'no-store');
  try {
    const { result, path } = await finish();
    if (result.kind === 'second-factor') {
      const { challenge, methods } = result;
      const query = { challenge, methods: methods.join(','), redirectTo: path };
      return await reply.redirect(signInPage(query));
    }
    setTokenCookies(reply, deps.identity.publicUrl, result.tokens);
    if (result.cookies.length > 0)
      void reply.header('set-cookie', toBrowser(deps.identity.publicUrl, result.cookies));
    return await reply.redirect(path);
  } catch (error) {
    const code = error instanceof AppError ? error.code : 'internal';
    if (code === 'internal') request.log.error({ err: error }, code);
    return reply.redirect(signInPage({ error: code }));
  }
}

function signInPage(query: Readonly<Record<string, string>>): string {
  return `/sign-in?${new URLSearchParams(query)}`;
}
