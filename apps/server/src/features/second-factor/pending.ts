import type { IdentityCtx } from '../../deps.ts';
import { seal, unseal } from '../../identity/secrets.ts';

const LIFE_MS = 15 * 60_000;

const purposeOf = (kind: PendingKind) => `second factor ${kind}`;

export type PendingKind = 'totp' | 'code';

/** Keeps what a person began to set up, until it is confirmed; what was begun before is forgotten. */
export async function keepPending(
  ctx: IdentityCtx,
  kind: PendingKind,
  facts: object,
): Promise<void> {
  const { identity, now, newId } = ctx;
  await takePending(ctx, kind);
  const at = now();
  await identity.store.create('verification', {
    id: newId(),
    identifier: identifierOf(ctx, kind),
    value: seal(identity.secrets, purposeOf(kind), JSON.stringify(facts)),
    expiresAt: new Date(at.getTime() + LIFE_MS),
    createdAt: at,
    updatedAt: at,
  });
}

export async function findPending<T>(ctx: IdentityCtx, kind: PendingKind): Promise<T | undefined> {
  const where = [{ field: 'identifier', value: identifierOf(ctx, kind) }];
  return open<T>(ctx, kind, await ctx.identity.store.findOne('verification', where));
}

/** Takes it away; of two that do so at once one gets it. */
export async function takePending<T>(ctx: IdentityCtx, kind: PendingKind): Promise<T | undefined> {
  const where = [{ field: 'identifier', value: identifierOf(ctx, kind) }];
  const [row] = await ctx.identity.store.remove('verification', where);
  return open<T>(ctx, kind, row);
}

function identifierOf({ actor }: IdentityCtx, kind: PendingKind): string {
  return `${kind}-setup-${actor.userId}`;
}

function open<T>(
  { identity, now }: IdentityCtx,
  kind: PendingKind,
  row: Readonly<Record<string, unknown>> | undefined,
): T | undefined {
  if (!row || !(row['expiresAt'] instanceof Date) || row['expiresAt'] <= now()) return undefined;
  return JSON.parse(unseal(identity.secrets, purposeOf(kind), String(row['value']))) as T;
}
