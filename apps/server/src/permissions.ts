import type { Scope } from './identity/api-keys.ts';

/**
 * Who may do what: the one table. Every route has a line here, by its `operationId` (a WebSocket by its `verb`), or the
 * server does not start. docs/permissions.md and the test that tries each route as everybody are made from it.
 */
export type Permission = {
  /** Who at all: anyone, anyone who is signed in, moderators and owners of the platform, owners only. */
  readonly who: 'anyone' | 'person' | 'moderator' | 'owner';
  /** What belongs to a team asks for this role in it, at least. The queries check it. */
  readonly team?: 'viewer' | 'operator' | 'admin';
  /** What an API key must be good for; without, no key will do. */
  readonly key?: Scope;
  /** Whether a share link lets in. */
  readonly link?: true;
  /** Asks the store whether the login session still lives, rather than believing its token. */
  readonly live?: true;
  /** Whether an owner who acts as a person may; without, whatever a key may that does not administer. */
  readonly impersonated?: boolean;
  /** Whether a sign-in must have shown a second factor; without, whatever runs a team or the platform asks for one. */
  readonly mfa?: boolean;
  /** Whether METRICS_TOKEN lets in, without a person behind it. */
  readonly metricsToken?: true;
};

const READ = { who: 'person', team: 'viewer', key: 'read' } as const satisfies Permission;
const READ_SHARED = { ...READ, link: true } as const satisfies Permission;
const OPERATE = { who: 'person', team: 'operator', key: 'write' } as const satisfies Permission;
const DIAGNOSE = {
  who: 'person',
  team: 'operator',
  key: 'diagnostics',
} as const satisfies Permission;
/** What belongs to nobody but the person: no team sees it. */
const OWN = { who: 'person', key: 'read' } as const satisfies Permission;
const CHANGE_OWN = { who: 'person', key: 'write' } as const satisfies Permission;
const RECEIVE_OWN = { who: 'person', key: 'record' } as const satisfies Permission;
const RECORD = { who: 'person', team: 'operator', key: 'record' } as const satisfies Permission;
/** Runs a team. A key must be good for administration. */
const ADMINISTER = {
  who: 'person',
  team: 'admin',
  key: 'admin',
  live: true,
} as const satisfies Permission;
const ANYONE = { who: 'anyone' } as const satisfies Permission;
const SELF = { who: 'person' } as const satisfies Permission;

export const PERMISSIONS = {
  getHealth: ANYONE,
  getReadiness: ANYONE,
  // Whoever does not have AUTH_SECRET gets 404.
  askSelf: ANYONE,
  askSelfSocket: ANYONE,
  getMetrics: { who: 'owner', live: true, metricsToken: true },
  getPage: ANYONE,
  getApiDocument: ANYONE,

  signInByTicket: ANYONE,
  refreshTokens: ANYONE,
  logout: ANYONE,
  signUp: ANYONE,
  login: ANYONE,
  createToken: ANYONE,
  getSignInOptions: ANYONE,
  listSigningKeys: ANYONE,
  verifyEmail: ANYONE,
  resendVerification: ANYONE,
  forgotPassword: ANYONE,
  resetPassword: ANYONE,
  listSignInProviders: ANYONE,
  startSocialSignIn: ANYONE,
  finishSocialSignIn: ANYONE,
  signInByGoogle: ANYONE,
  startSso: ANYONE,
  finishOidc: ANYONE,
  takeSamlResponse: ANYONE,
  finishSaml: ANYONE,
  getSamlMetadata: ANYONE,
  getTeamSso: { ...SELF, team: 'admin', live: true },
  setTeamSso: { ...SELF, team: 'admin', live: true },
  deleteTeamSso: { ...SELF, team: 'admin', live: true },
  proveTeamSsoDomain: { ...SELF, team: 'admin', live: true },
  confirmTeamSsoDomain: { who: 'owner', live: true },
  getMe: { who: 'person', key: 'read' },
  getSignedInUser: { who: 'person', key: 'read' },
  editMe: { ...SELF, live: true },
  changePassword: { ...SELF, live: true },
  changeEmail: { ...SELF, live: true },
  claimOwner: { ...SELF, live: true },
  showPassword: { ...SELF, live: true },
  listLoginSessions: { ...SELF, live: true },
  deleteLoginSession: { ...SELF, live: true },
  revokeOtherLoginSessions: { ...SELF, live: true },
  createSocketTicket: { who: 'person', key: 'read', link: true },

  showSecondFactor: ANYONE,
  sendSecondFactorCode: ANYONE,
  startPasskeyFactor: ANYONE,
  showPasskeyFactor: ANYONE,
  startPasskeySignIn: ANYONE,
  signInByPasskey: ANYONE,
  requestMagicLink: ANYONE,
  signInByMagicLink: ANYONE,
  getSecondFactors: { ...SELF, live: true },
  startTotp: { ...SELF, live: true },
  confirmTotp: { ...SELF, live: true },
  startCode: { ...SELF, live: true },
  confirmCode: { ...SELF, live: true },
  removeCodeChannel: { ...SELF, live: true },
  enablePasskeyFactor: { ...SELF, live: true },
  disableSecondFactors: { ...SELF, live: true },
  renewRecoveryCodes: { ...SELF, live: true },
  startStepUp: { ...SELF, live: true },
  listRememberedDevices: { ...SELF, live: true },
  forgetDevice: { ...SELF, live: true },
  listPasskeys: { ...SELF, live: true },
  startPasskey: { ...SELF, live: true },
  createPasskey: { ...SELF, live: true },
  renamePasskey: { ...SELF, live: true },
  deletePasskey: { ...SELF, live: true },

  startDeviceLogin: ANYONE,
  finishDeviceLogin: ANYONE,
  getDevice: { ...SELF, live: true },
  approveDevice: { ...SELF, live: true },
  denyDevice: { ...SELF, live: true },

  listApiKeys: { ...SELF, live: true },
  createApiKey: { ...SELF, live: true },
  deleteApiKey: { ...SELF, live: true },

  listAudit: { who: 'moderator', live: true },
  exportAudit: { who: 'moderator', live: true },
  verifyAudit: { who: 'owner', live: true },
  listTeamAudit: { who: 'person', team: 'admin', live: true },
  exportTeamAudit: { who: 'person', team: 'admin', live: true },

  listAccounts: { who: 'moderator', live: true },
  getAccount: { who: 'moderator', live: true },
  editAccount: { who: 'owner', live: true },
  lockAccount: { who: 'moderator', live: true },
  unlockAccount: { who: 'moderator', live: true },
  impersonate: { who: 'owner', live: true },
  endImpersonation: ANYONE,

  listBackups: { who: 'owner', live: true },
  createBackup: { who: 'owner', live: true },

  createDataExport: { ...SELF, live: true },
  listDataExports: { ...SELF, live: true },
  getDataExport: { ...SELF, live: true },
  getDataExportFile: { ...SELF, live: true },
  previewDeletion: { ...SELF, live: true },
  askForDeletion: { ...SELF, live: true },
  cancelDeletion: { ...SELF, live: true },
  listConsentTexts: ANYONE,
  listConsents: { ...SELF, live: true },
  giveConsent: { ...SELF, live: true },
  grantSupportAccess: { ...SELF, live: true },
  withdrawSupportAccess: { ...SELF, live: true },

  listAlertRules: READ,
  listAlerts: READ,
  listOutbox: OWN,
  listImports: OWN,
  getImport: OWN,
  getImportColumns: OWN,
  listSessions: READ,
  getRecentSamples: READ,
  listTracks: OWN,
  getDiagnosticPids: READ,
  getSync: OWN,
  listDiagnosticLog: READ,

  getSession: READ_SHARED,
  getSamples: READ_SHARED,
  listLaps: READ_SHARED,
  getLap: READ_SHARED,
  getLapFile: READ_SHARED,
  getLapData: READ_SHARED,
  getLayout: READ_SHARED,
  compareLaps: READ_SHARED,
  telemetrySocket: { ...READ_SHARED, live: true },

  createAlertRule: OPERATE,
  editAlertRule: OPERATE,
  deleteAlertRule: OPERATE,
  acknowledgeAlert: OPERATE,
  snoozeAlert: OPERATE,
  retryOutboxMessage: CHANGE_OWN,
  importSessions: CHANGE_OWN,
  deleteImport: CHANGE_OWN,
  mapImport: CHANGE_OWN,
  editSession: OPERATE,
  // What somebody drove is not an operator's to remove.
  deleteSession: { ...OPERATE, team: 'admin', mfa: false },
  exportLaps: { ...OPERATE, impersonated: false },
  retrySync: CHANGE_OWN,

  getDiagnosticCodes: DIAGNOSE,
  getDiagnosticMonitors: DIAGNOSE,
  getDiagnosticVehicle: DIAGNOSE,
  clearDiagnosticCodes: DIAGNOSE,

  listTeams: { who: 'person', key: 'read' },
  createTeam: { who: 'person', key: 'admin', live: true },
  getTeam: READ,
  listMembers: READ,
  leaveTeam: { who: 'person', team: 'viewer', live: true },
  editTeam: ADMINISTER,
  deleteTeam: { who: 'person', team: 'admin', live: true },
  editMember: ADMINISTER,
  removeMember: ADMINISTER,
  listInvitations: ADMINISTER,
  createInvitation: ADMINISTER,
  revokeInvitation: ADMINISTER,
  showInvitation: ANYONE,
  acceptInvitation: { ...SELF, live: true },
  createUser: ADMINISTER,

  listShares: OPERATE,
  createShare: OPERATE,
  deleteShare: OPERATE,
  openShare: ANYONE,

  ingest: RECORD,
  ingestSocket: { ...RECORD, live: true },
  announceSession: RECEIVE_OWN,
  getSyncObject: RECEIVE_OWN,
  putSyncObject: RECEIVE_OWN,
  completeSync: RECEIVE_OWN,
  getSyncDigest: RECEIVE_OWN,
} as const satisfies Record<string, Permission>;

/** Whether one factor is too little for a person to do this: roles that administer must have a second one. */
export function needsSecondFactor({ who, team, mfa }: Permission): boolean {
  return mfa ?? (who === 'moderator' || who === 'owner' || team === 'admin');
}

export type Verb = keyof typeof PERMISSIONS;

export function isVerb(name: string): name is Verb {
  return name in PERMISSIONS;
}
