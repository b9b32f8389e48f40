import { randomBytes } from 'node:crypto';
import type { IdentityCtx } from '../../deps.ts';
import { AppError } from '../../errors.ts';
import { signCookie } from '../../identity/library/login-cookie.ts';
import type { SecondFactorMethod } from '../../identity/second-factor/factors.ts';
import { challenge, COOKIE } from '../identity/verbs.ts';

const PENDING_MS = 600_000;

export type Waiting = { challenge: string; methods: SecondFactorMethod[] };

/**
 * Asks who is signed in by one factor for another one, without ending what they do. The library knows this as a sign-in
 * that waits; when it is complete, the login session that there is becomes the stronger one.
 */
export async function startStepUp(ctx: IdentityCtx): Promise<Waiting> {
  const { identity, actor, now, newId } = ctx;
  const { userId, amr, loginSessionId } = actor;
  if (loginSessionId === null) throw new AppError('forbidden', 'Only people show second factors');
  const identifier = `2fa-${randomBytes(20).toString('base64url')}`;
  const at = now();
  const expiresAt = new Date(at.getTime() + PENDING_MS);
  const row = { expiresAt, createdAt: at, updatedAt: at };
  const rows = [
    { id: newId(), identifier, value: userId, ...row },
    { id: newId(), identifier: `2fa-attempts-${identifier}`, value: '0', ...row },
  ];
  for (const one of rows) await identity.store.create('verification', one);
  const cookies = COOKIE + signCookie(identity.secrets, identifier);
  const asked = await challenge(ctx, { cookies, userId, amr, loginSessionId });
  if (asked.methods.length === 0)
    throw new AppError('second_factor_missing', 'Set up a second factor first');
  return { challenge: asked.challenge, methods: [...asked.methods] };
}
