import type { InjectOptions } from 'fastify';
import { hashSecret } from '../src/identity/hash-secret.ts';
import type { Verb } from '../src/permissions.ts';
import type { AccessWorld, Things } from './access-world.ts';
import { addPasskey } from './identity-rows.ts';

/** What a route is tried on. */
export type Stage = {
  readonly world: AccessWorld;
  /** Whose the things are, and the team they are shared with. */
  readonly driver: string;
  readonly team: string;
  /** A member of the team who is nobody else in the test. */
  readonly member: string;
  /** A session of the driver, the same one for one try; a new one where it may be destroyed. */
  readonly things: () => Promise<Things>;
};

export type Fixture = {
  /**
   * What the request is about: a session of the driver that is shared with the team, the team itself, something of the
   * driver that nobody else sees, or nothing of anybody.
   */
  readonly of: 'session' | 'team' | 'driver' | 'nothing';
  readonly ask: (stage: Stage) => Request | Promise<Request>;
  /** Codes that say, besides success, that one was let in: the car is not there, the file is not. */
  readonly also?: readonly string[];
  /** The code that is told to who may not see it, where it is not 404; `empty` for a list without items. */
  readonly hidden?: string;
};

export type Request = {
  readonly path?: Readonly<Record<string, string>>;
  readonly query?: Readonly<Record<string, string>>;
  readonly body?: object;
  readonly headers?: InjectOptions['headers'];
};

const nothing = (body?: object): Fixture => ({ of: 'nothing', ask: () => (body ? { body } : {}) });
const ofSession = (ask: (things: Things) => Request, also: readonly string[] = []) =>
  ({
    of: 'session',
    ask: async (stage) => ask(await stage.things()),
    also,
  }) as const satisfies Fixture;
const ofTeam = (ask: (stage: Stage) => Request | Promise<Request>, also: readonly string[] = []) =>
  ({ of: 'team', ask, also }) as const satisfies Fixture;
const ofDriver = (
  ask: (stage: Stage) => Request | Promise<Request>,
  also: readonly string[] = [],
) => ({ of: 'driver', ask, also }) as const satisfies Fixture;

const onSession = (body?: object) =>
  ofSession(({ sessionId }) => ({ path: { id: sessionId }, ...(body && { body }) }));
const onTeam = (body?: object, also?: readonly string[]) =>
  ofTeam(({ team }) => ({ path: { id: team }, ...(body && { body }) }), also);
const listed = ofTeam(({ team }) => ({ query: { team } }));
/** The car of a session that is over answers at once that it is. */
const asked = (body?: object): Fixture => ({
  of: 'session',
  ask: async ({ things, world }) => {
    const { sessionId, streamId } = await things();
    const ended = { state: 'ended' as const };
    await world.deps.db.updateTable('stream').set(ended).where('id', '=', streamId).execute();
    return { query: { session: sessionId }, ...(body && { body }) };
  },
  also: ['session_not_live'],
});

async function anImport({ world, driver }: Stage, error: string | null): Promise<Request> {
  const { db, newId, now } = world.deps;
  const id = newId();
  const row = {
    id,
    owner_id: driver,
    file_name: 'a.csv',
    file_bytes: 1,
    content_hash: id,
    recording_key: `recordings/${id}`,
    companion_key: null,
    mapping: null,
    state: 'failed',
    session_id: null,
    error_code: error,
    error_detail: '',
    created_at: now(),
    finished_at: now(),
  };
  await db.insertInto('import').values(row).execute();
  return { path: { id } };
}

async function aMessage({ world, driver }: Stage): Promise<Request> {
  const { db, newId, now } = world.deps;
  const id = newId();
  const row = {
    id,
    owner_id: driver,
    kind: 'mail' as const,
    state: 'failed' as const,
    recipient: 'x@example.org',
    payload: '[]',
    burst_key: null,
    next_attempt_at: now(),
    error: 'refused',
    created_at: now(),
    sent_at: null,
  };
  await db.insertInto('outbox').values(row).execute();
  return { path: { id } };
}

async function aRule({ world, driver, team }: Stage): Promise<Request> {
  return { path: { id: await world.rule(driver, team) } };
}

async function aKey({ world, driver }: Stage): Promise<Request> {
  const { identity } = world.deps;
  const made = { userId: driver, name: 'mine', scopes: ['read'] as const, expiresAt: null };
  return { path: { id: (await identity.keys.create(made)).key.id } };
}

async function aLogin({ world, driver }: Stage): Promise<Request> {
  const from = { amr: ['pwd'], address: '127.0.0.1', userAgent: 'test' };
  return { path: { id: await world.deps.identity.startLogin({ userId: driver, ...from }) } };
}

async function aPasskey({ world, driver }: Stage): Promise<Request> {
  return { path: { id: await addPasskey(world.deps, driver) } };
}

async function aDevice({ world, driver }: Stage): Promise<Request> {
  const { identity, newId, now } = world.deps;
  const id = newId();
  await identity.store.create('knownDevice', {
    id,
    userId: driver,
    tokenHash: id,
    name: 'Browser',
    firstSeenAt: now(),
    lastSeenAt: now(),
    rememberedUntil: new Date(now().getTime() + 3_600_000),
  });
  return { path: { id } };
}

async function aDataExport({ world, driver }: Stage): Promise<Request> {
  const { db, newId, now } = world.deps;
  const id = newId();
  const row = {
    id,
    user_id: driver,
    state: 'done' as const,
    bytes: 1,
    object_key: `exports/${id}.zip`,
    held_until: null,
    created_at: now(),
    finished_at: now(),
    expires_at: new Date(now().getTime() + 3_600_000),
  };
  await db.insertInto('data_export').values(row).execute();
  return { path: { id } };
}

async function anInvitation({ world, team, driver }: Stage): Promise<Request> {
  const { db, newId, now } = world.deps;
  const id = newId();
  const row = {
    id,
    team_id: team,
    email: null,
    role: 'viewer' as const,
    token_hash: hashSecret(id),
    invited_by: driver,
    created_at: now(),
    expires_at: new Date(now().getTime() + 3_600_000),
  };
  await db.insertInto('team_invitation').values(row).execute();
  return { path: { id: team, invitationId: id } };
}

async function aStranger({ world }: Stage): Promise<Record<string, string>> {
  return { id: await world.person() };
}

const account = (body?: object, also: readonly string[] = []): Fixture => ({
  of: 'nothing',
  ask: async (stage) => ({ path: await aStranger(stage), ...(body && { body }) }),
  also,
});

const CONDITION = { kind: 'above', channel: 'speed', threshold: 1 };
const HASH = 'a'.repeat(64);

/** How each route that is closed is asked. A route without a line here fails the test. */
export const FIXTURES: Readonly<Partial<Record<Verb, Fixture>>> = {
  getSession: onSession(),
  editSession: onSession({ notes: 'Seen' }),
  deleteSession: onSession(),
  listShares: onSession(),
  createShare: onSession({ expiresInDays: 1 }),
  deleteShare: ofSession(({ sessionId, shareId }) => ({ path: { id: sessionId, shareId } })),
  getSamples: onSession(),
  listLaps: {
    ...ofSession(({ sessionId }) => ({ query: { session: sessionId } })),
    hidden: 'empty',
  },
  getLap: ofSession(({ lapIds: [id = ''] }) => ({ path: { id } })),
  getLapFile: ofSession(({ lapIds: [id = ''] }) => ({ path: { id } }), ['object_missing']),
  getLapData: ofSession(
    ({ lapIds: [id = ''] }) => ({ path: { id }, query: { channels: 'speed' } }),
    ['object_missing'],
  ),
  getLayout: ofSession(({ layoutId }) => ({ path: { id: layoutId } })),
  compareLaps: ofSession(
    ({ lapIds: [reference = '', laps = ''] }) => ({ query: { reference, laps } }),
    ['object_missing'],
  ),
  exportLaps: ofSession(
    ({ sessionId }) => ({ body: { format: 'csv', sessionId } }),
    ['object_missing', 'no_samples', 'export_unsupported'],
  ),
  getDiagnosticPids: asked(),
  getDiagnosticCodes: asked(),
  getDiagnosticMonitors: asked(),
  getDiagnosticVehicle: asked(),
  clearDiagnosticCodes: asked({ confirm: 'CLEAR' }),
  acknowledgeAlert: ofSession(({ alertId }) => ({ path: { id: alertId } })),
  snoozeAlert: ofSession(({ alertId }) => ({ path: { id: alertId }, body: { seconds: 60 } })),
  editAlertRule: ofTeam(async (stage) => ({ ...(await aRule(stage)), body: { name: 'Warm' } })),
  deleteAlertRule: ofTeam(aRule),
  createAlertRule: ofTeam(({ team }) => ({
    body: { name: 'Hot', condition: CONDITION, teamId: team },
  })),
  listSessions: listed,
  listAlertRules: listed,
  listAlerts: listed,
  listDiagnosticLog: listed,
  getRecentSamples: listed,
  ingest: ofTeam(({ world, team }) => ({ body: { streamId: world.deps.newId(), teamId: team } })),

  getTeam: onTeam(),
  editTeam: onTeam({ name: 'Better' }),
  deleteTeam: ofTeam(({ team }) => ({ path: { id: team }, query: { preview: 'true' } })),
  listMembers: onTeam(),
  leaveTeam: onTeam(undefined, ['last_admin']),
  editMember: ofTeam(({ team, member }) => ({
    path: { id: team, userId: member },
    body: { role: 'viewer' },
  })),
  removeMember: ofTeam(async ({ world, team }) => {
    const userId = await world.person();
    await world.join(team, userId, 'viewer');
    return { path: { id: team, userId } };
  }),
  listInvitations: onTeam(),
  createInvitation: onTeam({ role: 'viewer' }),
  revokeInvitation: ofTeam(anInvitation),
  createUser: ofTeam(({ world, team }) => ({
    body: { name: 'New', email: `${world.deps.newId()}@example.org`, teamId: team },
  })),
  getTeamSso: onTeam(undefined, ['sso_not_found']),
  setTeamSso: onTeam({ domain: 'example.org' }, ['sso_invalid']),
  deleteTeamSso: onTeam(undefined, ['sso_not_found']),
  proveTeamSsoDomain: onTeam(undefined, ['sso_not_found']),
  listTeamAudit: onTeam(),
  exportTeamAudit: onTeam(),

  getImport: ofDriver((stage) => anImport(stage, 'format_unknown')),
  deleteImport: ofDriver((stage) => anImport(stage, 'format_unknown')),
  getImportColumns: ofDriver(
    (stage) => anImport(stage, 'format_unknown'),
    ['object_missing', 'import_not_mappable'],
  ),
  mapImport: ofDriver(
    async (stage) => ({
      ...(await anImport(stage, 'format_unknown')),
      body: {
        delimiter: ',',
        decimalComma: false,
        headerRow: 0,
        unitRow: null,
        firstDataRow: 1,
        timeColumn: 0,
        timeUnit: 's',
        columns: {},
      },
    }),
    ['import_not_mappable', 'mapping_invalid', 'object_missing'],
  ),
  retryOutboxMessage: ofDriver(aMessage),
  deleteApiKey: ofDriver(aKey),
  deleteLoginSession: ofDriver(aLogin),
  renamePasskey: ofDriver(async (stage) => ({ ...(await aPasskey(stage)), body: { name: 'X' } })),
  deletePasskey: ofDriver(aPasskey),
  forgetDevice: ofDriver(aDevice),
  getSyncDigest: ofDriver(async ({ things }) => ({ path: { id: (await things()).sessionId } })),
  completeSync: {
    ...ofDriver(
      async ({ things }) => ({
        path: { id: (await things()).sessionId },
        body: { manifestHash: HASH },
      }),
      ['sync_object_missing'],
    ),
    hidden: 'sync_object_missing',
  },
  getDataExport: ofDriver(aDataExport),
  getDataExportFile: ofDriver(aDataExport, ['data_export_gone', 'object_missing']),

  createSocketTicket: nothing(),
  listApiKeys: nothing(),
  createApiKey: nothing({ name: 'Mine', scopes: ['read'] }),
  getMe: nothing(),
  getSignedInUser: nothing(),
  editMe: nothing({ name: 'Me' }),
  changePassword: nothing(),
  changeEmail: nothing(),
  claimOwner: nothing(),
  showPassword: {
    of: 'nothing',
    ask: () => ({ body: { password: 'wrong' } }),
    also: ['proof_wanted'],
  },
  listLoginSessions: nothing(),
  revokeOtherLoginSessions: nothing(),
  listOutbox: nothing(),
  listImports: nothing(),
  importSessions: nothing(),
  listTracks: nothing(),
  getSync: nothing(),
  retrySync: nothing(),
  announceSession: nothing(),
  getSyncObject: { of: 'nothing', ask: () => ({ path: { sha256: HASH } }) },
  putSyncObject: { of: 'nothing', ask: () => ({ path: { sha256: HASH } }) },
  listTeams: nothing(),
  createTeam: nothing({ name: 'Mine' }),
  acceptInvitation: nothing({ token: 'x'.repeat(43) }),
  getDevice: nothing(),
  approveDevice: nothing(),
  denyDevice: nothing(),
  getSecondFactors: nothing(),
  startTotp: nothing(),
  confirmTotp: nothing(),
  startCode: nothing(),
  confirmCode: nothing(),
  removeCodeChannel: nothing(),
  enablePasskeyFactor: nothing(),
  disableSecondFactors: nothing(),
  renewRecoveryCodes: nothing(),
  startStepUp: nothing(),
  listRememberedDevices: nothing(),
  listPasskeys: nothing(),
  createPasskey: nothing(),
  startPasskey: nothing(),
  createDataExport: nothing(),
  listDataExports: nothing(),
  previewDeletion: nothing(),
  askForDeletion: nothing(),
  cancelDeletion: nothing(),
  listConsents: nothing(),
  giveConsent: nothing(),
  grantSupportAccess: nothing(),
  withdrawSupportAccess: nothing(),

  listAccounts: nothing(),
  getAccount: account(),
  editAccount: account({ role: 'driver' }),
  lockAccount: account({ reason: 'Because' }),
  unlockAccount: account(),
  impersonate: account({ reason: 'Because they asked' }, ['support_access_missing']),
  listAudit: nothing(),
  exportAudit: nothing(),
  verifyAudit: nothing(),
  listBackups: nothing(),
  createBackup: { of: 'nothing', ask: () => ({}), also: ['backup_not_configured'] },
  confirmTeamSsoDomain: {
    of: 'nothing',
    ask: ({ team }) => ({ path: { id: team } }),
    also: ['sso_not_found', 'second_factor_required'],
  },
};
