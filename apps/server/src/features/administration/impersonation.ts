import type { Actor, Ctx, Deps } from '../../deps.ts';
import { AppError } from '../../errors.ts';
import type { Tokens } from '../../identity/identity.ts';
import { type Asker, startReturn } from '../identity/verbs.ts';
import { listSupportAccess } from '../privacy/verbs.ts';
import type { NewImpersonation } from './schemas.ts';
import { byId, findUser } from './verbs.ts';

const LONGEST_MS = 3_600_000;

/**
 * A login session in which an owner acts as a person who allowed it: docs/decisions/0014-impersonation.md. `returnToken`
 * brings this owner's browser back.
 */
export async function impersonate(
  ctx: Ctx,
  userId: string,
  { reason }: NewImpersonation,
  { address, userAgent }: Asker,
): Promise<{ tokens: Tokens; returnToken: () => Promise<string> }> {
  const { identity, audit, actor, now } = ctx;
  const user = await findUser(ctx, userId);
  const entry = {
    action: 'impersonation.started',
    actorId: actor.userId,
    targetKind: 'user',
    targetId: userId,
  } as const;
  const until = (await listSupportAccess(ctx, [userId])).get(userId);
  if (user['role'] !== 'driver' || !until) {
    await audit.append({ ...entry, result: 'refused', detail: { reason } });
    throw refusalOf(user['role'] === 'driver');
  }
  const endsAt = new Date(Math.min(now().getTime() + LONGEST_MS, until.getTime()));
  const detail = { reason, endsAt: endsAt.toISOString() };
  await audit.append({ ...entry, result: 'done', detail });
  const loginSessionId = await identity.startLogin({
    userId,
    amr: ['impersonation'],
    address,
    userAgent,
    impersonatedBy: actor.userId,
    impersonationReason: reason.trim(),
  });
  await identity.store.update('session', byId(loginSessionId), { expiresAt: endsAt });
  // Who took it back meanwhile ended the login sessions that there were, and this one may not have been among them.
  const still = (await listSupportAccess(ctx, [userId])).get(userId);
  if (!still || still < endsAt) {
    await identity.endLogin(loginSessionId);
    await audit.append({ ...entry, result: 'refused', detail: { reason } });
    throw refusalOf(true);
  }
  await ctx.post.send({
    kind: 'notice',
    to: String(user['email']),
    name: String(user['name']),
    subject: 'Somebody from support acts as you',
    lines: [
      `as you allowed, an owner of this server has signed in as you, until ${endsAt.toISOString()} at the latest.`,
      `The reason given: ${reason.trim()}`,
      'You can end this at any time in your account, under data and privacy.',
    ],
  });
  return {
    tokens: await identity.issueTokens(loginSessionId),
    returnToken: () => startReturn(ctx, loginSessionId),
  };
}

/** Ends what `impersonate` began; with the owner's token this browser is theirs again, even once the hour is over. */
export async function endImpersonation(
  deps: Deps,
  actor: Actor | null,
  returnToken: string | undefined,
): Promise<Tokens | undefined> {
  const { identity, audit } = deps;
  const isActing = actor !== null && actor.impersonatorId !== null;
  if (!isActing && returnToken === undefined)
    throw new AppError('unauthorized', 'Nobody acts as somebody else here');
  if (isActing && actor.loginSessionId !== null) {
    await audit.append({
      action: 'impersonation.ended',
      result: 'done',
      actorId: actor.impersonatorId,
      targetKind: 'user',
      targetId: actor.userId,
    });
    await identity.endLogin(actor.loginSessionId);
  }
  if (returnToken === undefined) return undefined;
  try {
    return await identity.rotateTokens(returnToken);
  } catch (error) {
    if (error instanceof AppError) return undefined;
    throw error;
  }
}

function refusalOf(isDriver: boolean): AppError {
  if (!isDriver)
    return new AppError('forbidden', 'Nobody acts as one who runs the platform themselves');
  return new AppError(
    'support_access_missing',
    'This person has not allowed it: they do so in their account, under data and privacy',
  );
}
