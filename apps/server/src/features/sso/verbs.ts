import { getTeamFor } from '../../db/access.ts';
import type { Ctx } from '../../deps.ts';
import { AppError } from '../../errors.ts';
import { openSettings, sealSettings } from '../../identity/sso-settings.ts';
import type { Row } from '../../identity/store/store.ts';
import { isDomain, isProven, proofOf } from './domain-proof.ts';
import { discoverOidc, type OidcSettings } from './oidc.ts';
import { isTeam } from './queries.ts';
import { describeCertificates, ourSideOf, type SamlSettings, toSamlSettings } from './saml.ts';
import type { NewTeamSso, TeamSso } from './schemas.ts';

export async function getTeamSso(ctx: Ctx, teamId: string): Promise<TeamSso> {
  await requireAdmin(ctx, teamId);
  return toTeamSso(ctx, await getProvider(ctx, teamId));
}

/** Registers the identity provider of a team in place of the one before, whose sign-ins end. */
export async function setTeamSso(ctx: Ctx, teamId: string, input: NewTeamSso): Promise<TeamSso> {
  await requireAdmin(ctx, teamId);
  const { newId, actor } = ctx;
  const domain = input.domain.trim().toLowerCase();
  if (!isDomain(domain)) throw new AppError('sso_invalid', 'This is no domain of mail addresses');
  const providerId = newId();
  const settings = await toSettings(ctx, providerId, input);
  const set = { providerId, ...settings, userId: actor.userId, organizationId: teamId, domain };
  const row = await writeProvider(ctx, teamId, set);
  await note(ctx, 'sso.registered', row);
  return toTeamSso(ctx, row);
}

export async function deleteTeamSso(ctx: Ctx, teamId: string): Promise<void> {
  await requireAdmin(ctx, teamId);
  const where = [{ field: 'organizationId', value: teamId }];
  const rows = await ctx.identity.store.remove('ssoProvider', where);
  if (rows.length === 0) throw noProvider();
  for (const row of rows) {
    await unbindAccounts(ctx, row);
    await note(ctx, 'sso.removed', row);
  }
}

/** Looks for the DNS record of the domain. Throws `domain_not_proven`. */
export async function proveTeamSsoDomain(ctx: Ctx, teamId: string): Promise<TeamSso> {
  await requireAdmin(ctx, teamId);
  const row = await getProvider(ctx, teamId);
  const { secrets } = ctx.identity;
  if (!(await isProven(secrets, { teamId, domain: String(row['domain']) }, ctx.config))) {
    await note(ctx, 'sso.domain-proof', row, 'refused');
    throw new AppError('domain_not_proven', 'The DNS of the domain does not show the record (yet)');
  }
  return markProven(ctx, row, 'sso.domain-proof');
}

/** An owner of the platform vouches for the domain. */
export async function confirmTeamSsoDomain(ctx: Ctx, teamId: string): Promise<TeamSso> {
  if (!(await isTeam(ctx.db, teamId)))
    throw new AppError('team_not_found', 'There is no such team');
  return markProven(ctx, await getProvider(ctx, teamId), 'sso.domain-confirmed');
}

async function requireAdmin(ctx: Ctx, teamId: string): Promise<void> {
  await getTeamFor(ctx.db, ctx.actor, teamId, 'admin');
}

async function toSettings(ctx: Ctx, providerId: string, { oidc, saml }: NewTeamSso) {
  const { config, identity } = ctx;
  if ((oidc === undefined) === (saml === undefined))
    throw new AppError('sso_invalid', 'Give the settings of either OpenID Connect or SAML');
  if (oidc) {
    const settings = await discoverOidc(oidc, config.SSO_HOSTS);
    const oidcConfig = sealSettings(identity.secrets, JSON.stringify(settings));
    return { issuer: oidc.issuer, oidcConfig, samlConfig: null };
  }
  const our = ourSideOf(identity.publicUrl, providerId);
  const { entityId, settings } = toSamlSettings(saml ?? {}, our, config.SSO_HOSTS);
  return { issuer: entityId, oidcConfig: null, samlConfig: JSON.stringify(settings) };
}

/** One provider a team: others are there only while two write at the same time. All keep the first in this order. */
async function listProviders({ identity }: Ctx, teamId: string): Promise<Row[]> {
  const where = [{ field: 'organizationId', value: teamId }];
  const rows = await identity.store.findMany('ssoProvider', where);
  return rows.sort((a, b) => (String(a['id']) < String(b['id']) ? -1 : 1));
}

async function getProvider(ctx: Ctx, teamId: string): Promise<Row> {
  const [row] = await listProviders(ctx, teamId);
  if (!row) throw noProvider();
  return row;
}

/** Changes the row that is there, or makes one; begins again where somebody else was faster. */
async function writeProvider(
  ctx: Ctx,
  teamId: string,
  set: Row & { readonly domain: string },
): Promise<Row> {
  const { identity, newId } = ctx;
  const { store } = identity;
  for (;;) {
    const [before] = await listProviders(ctx, teamId);
    const isKept = before?.['domain'] === set.domain && before['domainVerified'] === true;
    const whole = { ...set, domainVerified: isKept };
    const same = ['id', 'providerId'].map((field) => ({ field, value: before?.[field] ?? null }));
    const [row] = before
      ? await store.update('ssoProvider', same, whole)
      : [await store.create('ssoProvider', { id: newId(), ...whole })];
    if (row && before) await unbindAccounts(ctx, before);
    const [, ...others] = await listProviders(ctx, teamId);
    for (const other of others) {
      await store.remove('ssoProvider', [{ field: 'id', value: other['id'] ?? null }]);
      await unbindAccounts(ctx, other);
    }
    if (row && !others.some(({ id }) => id === row['id'])) return row;
  }
}

/** The accounts stay; what binds them to the provider goes. */
async function unbindAccounts({ identity }: Ctx, { providerId = null }: Row): Promise<void> {
  await identity.store.remove('account', [{ field: 'providerId', value: providerId }]);
}

function noProvider(): AppError {
  return new AppError('sso_not_found', 'The team has no identity provider');
}

/** One domain leads to one provider. Of two that prove at once, the one that finds the other gives way. */
async function markProven(ctx: Ctx, row: Row, action: string): Promise<TeamSso> {
  const { store } = ctx.identity;
  const mine = [{ field: 'providerId', value: row['providerId'] ?? null }];
  const [proven] = await store.update('ssoProvider', mine, { domainVerified: true });
  if (!proven) throw noProvider();
  const same = await store.findMany('ssoProvider', [
    { field: 'domain', value: row['domain'] ?? null },
    { field: 'domainVerified', value: true },
  ]);
  if (same.length > 1) {
    await store.update('ssoProvider', mine, { domainVerified: row['domainVerified'] === true });
    await note(ctx, action, row, 'refused');
    throw new AppError('domain_taken', 'Another team signs in with this domain');
  }
  await note(ctx, action, proven);
  return toTeamSso(ctx, proven);
}

function note(ctx: Ctx, action: string, row: Row, result: 'done' | 'refused' = 'done') {
  return ctx.audit.append({
    action,
    result,
    actorId: ctx.actor.userId,
    impersonatorId: ctx.actor.impersonatorId,
    teamId: String(row['organizationId']),
    targetKind: 'sso',
    targetId: String(row['providerId']),
    detail: { domain: String(row['domain']), issuer: String(row['issuer']).slice(0, 300) },
  });
}

function toTeamSso({ identity }: Ctx, row: Row): TeamSso {
  const { publicUrl, secrets } = identity;
  const providerId = String(row['providerId']);
  const domain = String(row['domain']);
  const oidc = parse<OidcSettings>(openSettings(secrets, row['oidcConfig'] ?? null));
  const saml = parse<SamlSettings>(row['samlConfig']);
  return {
    providerId,
    domain,
    domainProven: row['domainVerified'] === true,
    proof: proofOf(secrets, String(row['organizationId']), domain),
    issuer: String(row['issuer']),
    ...NOTHING,
    ...(oidc && {
      clientId: oidc.clientId,
      redirectUri: `${publicUrl}/auth/sso/callback/${providerId}`,
    }),
    ...(saml && {
      protocol: 'saml',
      entryPoint: saml.entryPoint,
      certificates: describeCertificates(saml.cert),
      ...ourSideOf(publicUrl, providerId),
    }),
  };
}

const NOTHING = {
  protocol: 'oidc',
  clientId: null,
  redirectUri: null,
  entryPoint: null,
  certificates: [],
  acsUrl: null,
  entityId: null,
  metadataUrl: null,
} satisfies Partial<TeamSso>;

/** Settings are stored as JSON that only this feature writes. */
function parse<T>(stored: unknown): T | undefined {
  return typeof stored === 'string' ? (JSON.parse(stored) as T) : undefined;
}
