import type { Accepted, Ctx, Deps } from '../../deps.ts';
import { AppError } from '../../errors.ts';
import {
  type ConsentRow,
  insertConsent,
  listConsentRows,
  listOpenConsents,
  withdrawConsents,
} from './consent-queries.ts';
import type { Consent, ConsentText, NewConsent, NewSupportAccess } from './schemas.ts';
import { CONSENT_TEXTS, type ConsentKind, textOf } from './texts.ts';

const HOUR_MS = 3_600_000;

export async function listConsentTexts(): Promise<{ items: ConsentText[] }> {
  return { items: [...CONSENT_TEXTS] };
}

export async function listConsents(ctx: Ctx): Promise<{ items: Consent[] }> {
  const rows = await listConsentRows(ctx.db, ctx.actor.userId);
  return { items: rows.map(toConsent) };
}

/** Agrees to the text that has this hash; to no other one. */
export async function giveConsent(ctx: Ctx, { kind, hash }: NewConsent): Promise<Consent> {
  checkText(kind, hash);
  return toConsent(await recordConsent(ctx, ctx.actor.userId, kind));
}

type Book = Pick<Deps, 'db' | 'audit' | 'newId' | 'now'>;
const AT_SIGN_UP = ['terms', 'privacy'] as const;

/** What an account begins with: both texts, as they are now. */
export function openConsents(book: Book): NonNullable<Deps['product']['consents']> {
  return {
    check: (accepted: Accepted) => {
      for (const kind of AT_SIGN_UP)
        if (textOf(kind).version !== accepted[kind]) throw refuseOldText();
    },
    record: async (userId) => {
      for (const kind of AT_SIGN_UP) await recordConsent(book, userId, kind);
    },
  };
}

/** Notes that somebody agreed to a text as it is now. */
async function recordConsent(
  deps: Book,
  userId: string,
  kind: ConsentKind,
  endsAt: Date | null = null,
): Promise<ConsentRow> {
  const { version, hash } = textOf(kind);
  await deps.audit.append({
    action: 'consent.given',
    result: 'done',
    actorId: userId,
    targetKind: 'consent',
    targetId: kind,
    detail: { version, hash, endsAt: endsAt?.toISOString() ?? null },
  });
  return insertConsent(deps.db, {
    id: deps.newId(),
    user_id: userId,
    kind,
    version,
    text_hash: hash,
    given_at: deps.now(),
    ends_at: endsAt,
  });
}

/** Lets an owner act as this person; a new grant takes the place of the one before. */
export async function grantSupportAccess(
  ctx: Ctx,
  { hours, hash }: NewSupportAccess,
): Promise<Consent> {
  checkText('support-access', hash);
  const { db, actor, now } = ctx;
  const endsAt = new Date(now().getTime() + hours * HOUR_MS);
  await withdrawConsents(db, { kind: 'support-access', userId: actor.userId, now: now() });
  return toConsent(await recordConsent(ctx, actor.userId, 'support-access', endsAt));
}

/** Takes it back, and ends the login sessions of those who act as this person. */
export async function withdrawSupportAccess(ctx: Ctx): Promise<void> {
  const { db, actor, audit, identity, now } = ctx;
  const { userId } = actor;
  await audit.append({
    action: 'consent.withdrawn',
    result: 'done',
    actorId: userId,
    targetKind: 'consent',
    targetId: 'support-access',
  });
  await withdrawConsents(db, { kind: 'support-access', userId, now: now() });
  const logins = await identity.store.findMany('session', [{ field: 'userId', value: userId }]);
  for (const login of logins)
    if (login['impersonatedBy'] !== null) await identity.endLogin(String(login['id']));
}

/** Until when an owner may act as these people; those who do not allow it are not there. */
export async function listSupportAccess(
  { db, now }: Pick<Deps, 'db' | 'now'>,
  userIds: readonly string[],
): Promise<ReadonlyMap<string, Date>> {
  const rows = await listOpenConsents(db, { kind: 'support-access', userIds, now: now() });
  return new Map(rows.flatMap(({ user_id, ends_at }) => (ends_at ? [[user_id, ends_at]] : [])));
}

function checkText(kind: ConsentKind, hash: string): void {
  if (textOf(kind).hash !== hash) throw refuseOldText();
}

const refuseOldText = () =>
  new AppError('consent_text_changed', 'The text is another one by now; read it again');

function toConsent(row: ConsentRow): Consent {
  return {
    id: row.id,
    kind: row.kind as Consent['kind'],
    version: row.version,
    textHash: row.text_hash,
    givenAt: row.given_at.toISOString(),
    endsAt: row.ends_at?.toISOString() ?? null,
    withdrawnAt: row.withdrawn_at?.toISOString() ?? null,
  };
}
