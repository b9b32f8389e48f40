import type { Schema } from '@outlap/protocol';
import { client, take, takeNothing, type User, withId } from '../api.ts';

export type Account = Schema<'Account'>;
export type ApiKey = Schema<'ApiKey'>;
export type AuditEntry = Schema<'AuditEntry'>;
export type Consent = Schema<'Consent'>;
export type ConsentText = Schema<'ConsentText'>;
export type DataExport = Schema<'DataExport'>;
export type Deletion = Schema<'Deletion'>;
export type Invitation = Schema<'Invitation'>;
export type LoginSession = Schema<'LoginSession'>;
export type Provider = Schema<'SignInProvider'>;
export type Share = Schema<'Share'>;
export type Team = Schema<'Team'>;
export type TeamMember = Schema<'TeamMember'>;
export type TeamRole = TeamMember['role'];
export type TeamSso = Schema<'TeamSso'>;

const keep = 'cookie' as const;
const userOf = async (answer: Promise<{ user: User }>): Promise<User> => (await answer).user;

export const getSignInOptions = () => take(client.GET('/auth/options'));
export const listProviders = () => take(client.GET('/auth/providers'));
export const signIn = (email: string, password: string) =>
  userOf(take(client.POST('/auth/login', { body: { email, password, keep } })));
export const signUp = (body: Schema<'NewAccount'>) => take(client.POST('/auth/signup', { body }));
export const verifyEmail = (token: string) =>
  takeNothing(client.POST('/auth/verify-email', { body: { token } }));
export const resendVerification = (email: string) =>
  takeNothing(client.POST('/auth/verify-email/resend', { body: { email } }));
export const forgotPassword = (email: string) =>
  takeNothing(client.POST('/auth/forgot', { body: { email } }));
export const resetPassword = (token: string, newPassword: string) =>
  takeNothing(client.POST('/auth/reset', { body: { token, newPassword } }));
export const startSocial = (provider: string, redirectTo: string) =>
  take(client.POST('/auth/social', { body: { provider, redirectTo } }));
export const startSso = (email: string, redirectTo: string) =>
  take(client.POST('/auth/sso', { body: { email, redirectTo } }));

export const editMe = (body: Schema<'MyEdit'>) => take(client.PATCH('/api/auth/me', { body }));
export const showPassword = (body: Schema<'PasswordShown'>) =>
  takeNothing(client.POST('/api/auth/proof', { body }));
export const changePassword = (body: Schema<'PasswordChange'>) =>
  takeNothing(client.POST('/api/auth/password', { body }));
export const changeEmail = (body: Schema<'EmailChange'>) =>
  take(client.POST('/api/auth/email', { body }));
export const claimOwner = (body: Schema<'OwnerClaim'>) =>
  take(client.POST('/api/auth/claim', { body }));
export const listLoginSessions = () => take(client.GET('/api/login-sessions'));
export const deleteLoginSession = (id: string) =>
  takeNothing(client.DELETE('/api/login-sessions/{id}', withId(id)));
export const revokeOtherLoginSessions = () =>
  take(client.POST('/api/login-sessions/revoke-others'));
export const listApiKeys = () => take(client.GET('/api/keys'));
export const createApiKey = (body: Schema<'NewApiKey'>) => take(client.POST('/api/keys', { body }));
export const deleteApiKey = (id: string) =>
  takeNothing(client.DELETE('/api/keys/{id}', withId(id)));

export const listDataExports = () => take(client.GET('/api/privacy/exports'));
export const createDataExport = () => take(client.POST('/api/privacy/exports'));
export const dataExportPath = (id: string) => `/api/privacy/exports/${id}/file`;
export const previewDeletion = () => take(client.GET('/api/privacy/deletion'));
export const askForDeletion = (confirm: string) =>
  take(client.POST('/api/privacy/deletion', { body: { confirm } }));
export const cancelDeletion = () => take(client.DELETE('/api/privacy/deletion'));
export const listConsentTexts = () => take(client.GET('/api/privacy/texts'));
export const listConsents = () => take(client.GET('/api/privacy/consents'));
export const giveConsent = (kind: 'terms' | 'privacy', hash: string) =>
  take(client.POST('/api/privacy/consents', { body: { kind, hash } }));
export const grantSupportAccess = (hours: number, hash: string) =>
  take(client.POST('/api/privacy/support-access', { body: { hours, hash } }));
export const withdrawSupportAccess = () =>
  takeNothing(client.DELETE('/api/privacy/support-access'));

export const mailMagicLink = (email: string) =>
  takeNothing(client.POST('/auth/magic-link', { body: { email } }));
export const signInByMagicLink = (token: string) =>
  userOf(take(client.POST('/auth/magic-link/verify', { body: { token, keep } })));
export const finishSecondFactor = (body: Omit<Schema<'SecondFactorShown'>, 'keep'>) =>
  userOf(take(client.POST('/auth/second-factor', { body: { ...body, keep } })));
export const sendSecondFactorCode = (challenge: string, channel?: Channel) =>
  take(
    client.POST('/auth/second-factor/send', { body: { challenge, ...(channel && { channel }) } }),
  );
export const startPasskeyFactor = (challenge: string) =>
  take(client.POST('/auth/second-factor/passkey/options', { body: { challenge } }));
export const showPasskeyFactor = (body: Omit<Schema<'PasskeyFactorShown'>, 'keep'>) =>
  userOf(take(client.POST('/auth/second-factor/passkey', { body: { ...body, keep } })));
export const startPasskeySignIn = () => take(client.POST('/auth/passkey/options'));
export const finishPasskeySignIn = (body: Omit<Schema<'PasskeyShown'>, 'keep'>) =>
  userOf(take(client.POST('/auth/passkey/verify', { body: { ...body, keep } })));

export type SecondFactors = Schema<'SecondFactors'>;
export type Passkey = Schema<'Passkey'>;
export type RememberedDevice = Schema<'RememberedDevice'>;
export type Channel = 'mail' | 'phone';
/** A password where the account has one. */
const withPassword = (password: string) => ({ body: password ? { password } : {} });

export const getSecondFactors = () => take(client.GET('/api/second-factors'));
export const startTotp = (password: string) =>
  take(client.POST('/api/second-factors/totp/start', withPassword(password)));
export const confirmTotp = (code: string) =>
  take(client.POST('/api/second-factors/totp/confirm', { body: { code, keep } }));
export const startCode = (body: Schema<'CodeStart'>) =>
  take(client.POST('/api/second-factors/code/start', { body }));
export const confirmCode = (code: string) =>
  take(client.POST('/api/second-factors/code/confirm', { body: { code, keep } }));
export const removeCodeChannel = (channel: Channel, password: string) =>
  takeNothing(
    client.POST('/api/second-factors/code/remove', {
      body: { channel, ...(password && { password }) },
    }),
  );
export const enablePasskeyFactor = (password: string) =>
  take(
    client.POST('/api/second-factors/passkey', {
      body: { keep, ...(password && { password }) },
    }),
  );
export const disableSecondFactors = (password: string) =>
  takeNothing(client.POST('/api/second-factors/disable', withPassword(password)));
export const renewRecoveryCodes = (password: string) =>
  take(client.POST('/api/second-factors/recovery-codes', withPassword(password)));
export const startStepUp = () => take(client.POST('/api/second-factors/challenge'));
export const listRememberedDevices = () => take(client.GET('/api/second-factors/devices'));
export const forgetDevice = (id: string) =>
  takeNothing(client.DELETE('/api/second-factors/devices/{id}', withId(id)));
export const listPasskeys = () => take(client.GET('/api/passkeys'));
export const startPasskey = (password: string) =>
  take(client.POST('/api/passkeys/options', withPassword(password)));
export const createPasskey = (body: Schema<'NewPasskey'>) =>
  take(client.POST('/api/passkeys', { body }));
export const renamePasskey = (id: string, name: string) =>
  take(client.PATCH('/api/passkeys/{id}', { ...withId(id), body: { name } }));
export const deletePasskey = (id: string) =>
  takeNothing(client.DELETE('/api/passkeys/{id}', withId(id)));

export type TeamRemoval = Schema<'TeamRemoval'>;
const member = (id: string, userId: string) => ({ params: { path: { id, userId } } });

export const listTeams = () => take(client.GET('/api/teams'));
export const createTeam = (name: string) => take(client.POST('/api/teams', { body: { name } }));
export const getTeam = (id: string) => take(client.GET('/api/teams/{id}', withId(id)));
export const editTeam = (id: string, body: Schema<'EditTeam'>) =>
  take(client.PATCH('/api/teams/{id}', { ...withId(id), body }));
/** With `preview` it only says what would happen. */
export const deleteTeam = (id: string, preview: boolean) =>
  take(client.DELETE('/api/teams/{id}', { params: { path: { id }, query: { preview } } }));
export const leaveTeam = (id: string) =>
  takeNothing(client.POST('/api/teams/{id}/leave', withId(id)));
export const listMembers = (id: string) => take(client.GET('/api/teams/{id}/members', withId(id)));
export const editMember = (id: string, userId: string, role: TeamRole) =>
  take(client.PATCH('/api/teams/{id}/members/{userId}', { ...member(id, userId), body: { role } }));
export const removeMember = (id: string, userId: string) =>
  takeNothing(client.DELETE('/api/teams/{id}/members/{userId}', member(id, userId)));
export const listInvitations = (id: string) =>
  take(client.GET('/api/teams/{id}/invitations', withId(id)));
export const createInvitation = (id: string, body: Schema<'NewInvitation'>) =>
  take(client.POST('/api/teams/{id}/invitations', { ...withId(id), body }));
export const revokeInvitation = (id: string, invitationId: string) =>
  takeNothing(
    client.DELETE('/api/teams/{id}/invitations/{invitationId}', {
      params: { path: { id, invitationId } },
    }),
  );
export const showInvitation = (token: string) =>
  take(client.POST('/api/invitations/show', { body: { token } }));
export const acceptInvitation = (token: string) =>
  take(client.POST('/api/invitations/accept', { body: { token } }));

export const findTeamSso = async (id: string): Promise<TeamSso | undefined> => {
  const { data, error, response } = await client.GET('/api/teams/{id}/sso', withId(id));
  if (response.status === 404) return undefined;
  return take(Promise.resolve({ ...(data && { data }), error, response }));
};
export const putTeamSso = (id: string, body: Schema<'NewTeamSso'>) =>
  take(client.PUT('/api/teams/{id}/sso', { ...withId(id), body }));
export const deleteTeamSso = (id: string) =>
  takeNothing(client.DELETE('/api/teams/{id}/sso', withId(id)));
export const proveTeamSso = (id: string) =>
  take(client.POST('/api/teams/{id}/sso/proof', withId(id)));
export const confirmTeamSso = (id: string) =>
  take(client.POST('/api/teams/{id}/sso/confirmation', withId(id)));

export const listShares = (id: string) => take(client.GET('/api/sessions/{id}/shares', withId(id)));
export const createShare = (id: string, expiresInDays: number) =>
  take(client.POST('/api/sessions/{id}/shares', { ...withId(id), body: { expiresInDays } }));
export const deleteShare = (id: string, shareId: string) =>
  takeNothing(
    client.DELETE('/api/sessions/{id}/shares/{shareId}', { params: { path: { id, shareId } } }),
  );
export const openShare = (token: string) =>
  take(client.POST('/auth/share', { body: { token, keep } }));

export type AuditFilter = {
  actor?: string;
  action?: string;
  result?: AuditEntry['result'];
  address?: string;
  from?: string;
  to?: string;
  q?: string;
};
export const listAudit = (query: AuditFilter & { cursor?: string }) =>
  take(client.GET('/api/audit', { params: { query } }));
export const listTeamAudit = (id: string, query: AuditFilter & { cursor?: string }) =>
  take(client.GET('/api/teams/{id}/audit', { params: { path: { id }, query } }));
export const verifyAudit = () => take(client.GET('/api/audit/verification'));

export type AccountFilter = {
  q?: string;
  role?: Account['role'];
  locked?: boolean;
  cursor?: string;
};
export const listAccounts = (query: AccountFilter) =>
  take(client.GET('/api/users', { params: { query } }));
export const createUser = (body: Schema<'NewUser'>) => take(client.POST('/api/users', { body }));
export const editAccount = (id: string, role: Account['role']) =>
  take(client.PATCH('/api/users/{id}', { ...withId(id), body: { role } }));
export const lockAccount = (id: string, reason: string, until: string | null) =>
  take(client.PUT('/api/users/{id}/lock', { ...withId(id), body: { reason, until } }));
export const unlockAccount = (id: string) =>
  take(client.DELETE('/api/users/{id}/lock', withId(id)));
export const impersonate = (id: string, reason: string) =>
  userOf(
    take(client.POST('/api/users/{id}/impersonate', { ...withId(id), body: { reason, keep } })),
  );
export const endImpersonation = () => take(client.POST('/auth/impersonation/end'));

const withCode = (userCode: string) => ({ params: { path: { userCode } } });
/** Which program shows a code. */
export const getDevice = (userCode: string) =>
  take(client.GET('/api/device/{userCode}', withCode(userCode)));
export const approveDevice = (userCode: string) =>
  takeNothing(client.POST('/api/device/{userCode}/approve', withCode(userCode)));
export const denyDevice = (userCode: string) =>
  takeNothing(client.POST('/api/device/{userCode}/deny', withCode(userCode)));
