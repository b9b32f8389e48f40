import type { IdentityCtx, IdentityDeps } from '../../deps.ts';
import { AppError, type ErrorCode } from '../../errors.ts';
import { hashSecret } from '../../identity/hash-secret.ts';
import type { LibraryAnswer } from '../../identity/library/call.ts';
import { DEVICE_CODE_SECONDS } from '../../identity/library/device-login.ts';
import { hashToken } from '../../identity/library/hash-token.ts';
import { seal, unseal } from '../../identity/secrets.ts';
import { finishLogin, type LoginResult, refusalOf, type Asker } from '../identity/verbs.ts';
import { proveRecently } from '../second-factor/verbs.ts';
import type { DeviceLogin, DeviceRequest, DeviceToken, NewDeviceLogin } from './schemas.ts';

const PURPOSE = 'device code';
const GRANT = 'urn:ietf:params:oauth:grant-type:device_code';
const PROGRAM = 'Outlap recorder';

/** What a person is shown of the program that asks. */
type Asked = { readonly name: string; readonly address: string; readonly userAgent: string };

/** Begins the sign-in of a program that has no browser. */
export async function startDeviceLogin(
  deps: IdentityDeps,
  { clientId, deviceName }: NewDeviceLogin,
  asker: Asker,
): Promise<DeviceLogin> {
  const { identity, throttle } = deps;
  await throttle.fromNetwork('device', asker.address);
  const answer = await identity.call({
    path: '/device/code',
    body: { client_id: clientId },
    ...fromOf(asker),
  });
  if (answer.status !== 200) throw refusalOfDevice(answer);
  const begun = answer.body as DeviceLogin;
  const asked: Asked = {
    name: deviceName ? `${PROGRAM} on ${deviceName}` : PROGRAM,
    address: asker.address,
    userAgent: asker.userAgent,
  };
  await noteAsked(deps, begun.user_code, asked);
  const shown = `${begun.user_code.slice(0, 4)}-${begun.user_code.slice(4)}`;
  const page = `${identity.publicUrl}/device`;
  return {
    // Sealed: who reads the database finds codes there, and cannot ask for tokens with them.
    device_code: seal(identity.secrets, PURPOSE, begun.device_code),
    user_code: shown,
    verification_uri: page,
    verification_uri_complete: `${page}?code=${shown}`,
    expires_in: begun.expires_in,
    interval: begun.interval,
  };
}

/** The tokens of a program, once the person has approved: a login session of its own, named after the device. */
export async function finishDeviceLogin(
  deps: IdentityDeps,
  { clientId, deviceCode }: DeviceToken,
  asker: Asker,
): Promise<LoginResult> {
  const { identity, throttle } = deps;
  await throttle.fromNetwork('refresh', asker.address);
  const device_code = openCode(deps, deviceCode);
  const row = await identity.store.findOne('deviceCode', [
    { field: 'deviceCode', value: device_code },
  ]);
  const asked = row && (await findAsked(deps, String(row['userCode'])));
  const answer = await identity.call({
    path: '/device/token',
    body: { grant_type: GRANT, client_id: clientId, device_code },
    ...fromOf(asker),
  });
  if (answer.status !== 200) throw refusalOfDevice(answer);
  const login = await findLogin(deps, answer);
  const result = await finishLogin(deps, { ...answer, login, cookies: [] }, asker, ['device']);
  if (asked && result.kind === 'tokens') {
    const where = [{ field: 'id', value: result.tokens.loginSessionId }];
    await identity.store.update('session', where, { deviceName: asked.name });
  }
  return result;
}

/** Who shows this code. The first person who looks is the one who may answer it. */
export async function getDevice(
  ctx: IdentityCtx,
  typed: string,
  asker: Asker,
): Promise<DeviceRequest> {
  const { actor, identity, throttle } = ctx;
  await throttle.about('user-code', actor.userId);
  const userCode = toUserCode(typed);
  const answer = await identity.call({
    path: '/device',
    method: 'GET',
    query: { user_code: userCode },
    ...fromOf(asker),
    loginSessionId: actor.loginSessionId ?? undefined,
  });
  if (answer.status !== 200) throw refusalOfDevice(answer);
  const { status, client_id } = answer.body as { status: DeviceRequest['status'] } & {
    client_id?: string;
  };
  const row = await identity.store.findOne('deviceCode', [{ field: 'userCode', value: userCode }]);
  // The library names the program to nobody but the person whose request it is.
  if (client_id === undefined || !row) throw unknownCode();
  const asked = await findAsked(ctx, userCode);
  const expiresAt = row['expiresAt'] as Date;
  return {
    userCode: `${userCode.slice(0, 4)}-${userCode.slice(4)}`,
    status,
    clientName: asked?.name ?? PROGRAM,
    address: asked?.address ?? null,
    userAgent: asked?.userAgent ?? '',
    createdAt: new Date(expiresAt.getTime() - DEVICE_CODE_SECONDS * 1000).toISOString(),
    expiresAt: expiresAt.toISOString(),
  };
}

/** Signs the program in as who decides, or turns it away. */
export async function decideDevice(
  ctx: IdentityCtx,
  typed: string,
  decision: 'approve' | 'deny',
  asker: Asker,
): Promise<void> {
  const { actor, identity, throttle, audit } = ctx;
  await throttle.about('user-code', actor.userId);
  // The program stays signed in for long, wherever it is.
  if (decision === 'approve') await proveRecently(ctx);
  const userCode = toUserCode(typed);
  const answer = await identity.call({
    path: `/device/${decision}`,
    body: { userCode },
    ...fromOf(asker),
    loginSessionId: actor.loginSessionId ?? undefined,
  });
  if (answer.status !== 200) throw refusalOfDevice(answer);
  const asked = await findAsked(ctx, userCode);
  await audit.append({
    action: decision === 'approve' ? 'device.approved' : 'device.denied',
    result: 'done',
    actorId: actor.userId,
    detail: { device: asked?.name ?? PROGRAM, from: asked?.address ?? '' },
  });
}

/** The login session that the library began; it names it by its token rather than by a cookie. */
async function findLogin(
  { identity }: IdentityDeps,
  { body }: LibraryAnswer,
): Promise<LibraryAnswer['login']> {
  const { access_token: token } = body as { access_token: string };
  const where = [{ field: 'token', value: hashToken(token) }];
  const row = await identity.store.findOne('session', where);
  return row && { loginSessionId: String(row['id']), userId: String(row['userId']) };
}

function fromOf({ address, userAgent }: Asker) {
  return { address, userAgent };
}

function toUserCode(typed: string): string {
  return typed.replace(/[^a-z0-9]/gi, '').toUpperCase();
}

function openCode({ identity }: IdentityDeps, sealed: string): string {
  try {
    return unseal(identity.secrets, PURPOSE, sealed);
  } catch {
    throw new AppError('device_code_invalid', 'There is no such device code, or it was used');
  }
}

const identifierOf = (userCode: string) => `device-${hashSecret(userCode)}`;

async function noteAsked({ identity, now, newId }: IdentityDeps, userCode: string, asked: Asked) {
  const at = now();
  await identity.store.create('verification', {
    id: newId(),
    identifier: identifierOf(userCode),
    value: JSON.stringify(asked),
    expiresAt: new Date(at.getTime() + DEVICE_CODE_SECONDS * 1000),
    createdAt: at,
    updatedAt: at,
  });
}

async function findAsked({ identity }: IdentityDeps, userCode: string): Promise<Asked | undefined> {
  const where = [{ field: 'identifier', value: identifierOf(userCode) }];
  const row = await identity.store.findOne('verification', where);
  return row && (JSON.parse(String(row['value'])) as Asked);
}

function unknownCode(): AppError {
  return new AppError('user_code_unknown', 'There is no such code, or it was answered already');
}

/** RFC 8628 §3.5, in our codes. */
const REFUSALS: Readonly<Record<string, readonly [ErrorCode, string]>> = {
  authorization_pending: ['authorization_pending', 'Nobody has approved this yet'],
  slow_down: ['slow_down', 'Ask less often'],
  expired_token: ['device_code_expired', 'This code is too old; begin again'],
  invalid_grant: ['device_code_invalid', 'There is no such device code, or it was used'],
};

function refusalOfDevice(answer: LibraryAnswer): AppError {
  const { error = '' } = (answer.body ?? {}) as { error?: string };
  const known = REFUSALS[error];
  if (known) return new AppError(...known);
  if (error === 'invalid_request') return unknownCode();
  if (error === 'access_denied')
    return answer.status === 403
      ? unknownCode()
      : new AppError('device_denied', 'The person turned this program away');
  return refusalOf(answer);
}
