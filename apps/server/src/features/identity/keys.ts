import type { IdentityCtx } from '../../deps.ts';
import { AppError } from '../../errors.ts';
import type { ApiKey } from '../../identity/api-keys.ts';
import { hasTwoFactors } from '../../identity/second-factor/amr.ts';
import { proveRecently, tellOfChange } from '../second-factor/verbs.ts';
import type { ApiKeyView, NewApiKey } from './schemas.ts';

const DAY_MS = 86_400_000;

export async function listApiKeys(ctx: IdentityCtx): Promise<{ items: ApiKeyView[] }> {
  const keys = await ctx.identity.keys.listOf(ctx.actor.userId);
  return { items: keys.map(toKeyView) };
}

export async function createApiKey(ctx: IdentityCtx, input: NewApiKey) {
  const { name, scopes, expiresInDays = null } = input;
  await proveRecently(ctx);
  if (scopes.includes('admin') && !hasTwoFactors(ctx.actor.amr))
    throw new AppError('second_factor_required', 'A key that administers takes a second factor', {
      members: { methods: [] },
    });
  const expiresAt =
    expiresInDays === null ? null : new Date(ctx.now().getTime() + expiresInDays * DAY_MS);
  const { userId } = ctx.actor;
  const { key, secret } = await ctx.identity.keys.create({ userId, name, scopes, expiresAt });
  await ctx.audit.append({
    action: 'key.created',
    result: 'done',
    actorId: userId,
    targetKind: 'key',
    targetId: key.id,
    detail: { scopes: scopes.join(' ') },
  });
  await tellOfChange(ctx, `an API key was made, good for ${scopes.join(', ')}`);
  return { key: toKeyView(key), secret };
}

export async function deleteApiKey(ctx: IdentityCtx, id: string): Promise<void> {
  if (!(await ctx.identity.keys.revoke(ctx.actor.userId, id)))
    throw new AppError('key_not_found', 'There is no such key');
  const { userId } = ctx.actor;
  const target = { targetKind: 'key', targetId: id };
  await ctx.audit.append({ action: 'key.revoked', result: 'done', actorId: userId, ...target });
}

function toKeyView(key: ApiKey): ApiKeyView {
  return {
    id: key.id,
    name: key.name,
    prefix: key.prefix,
    scopes: [...key.scopes],
    createdAt: key.createdAt.toISOString(),
    expiresAt: key.expiresAt?.toISOString() ?? null,
    lastUsedAt: key.lastUsedAt?.toISOString() ?? null,
    lastUsedAddress: key.lastUsedAddress,
  };
}
