import { randomBytes } from 'node:crypto';
import { inflateRawSync } from 'node:zlib';
import type { Deps } from '../../deps.ts';
import { AppError } from '../../errors.ts';
import { cookieLine, cookieName, cookiesNamed } from '../../http/cookies.ts';
import { hashSecret } from '../../identity/hash-secret.ts';
import type { LibraryAnswer } from '../../identity/library/call.ts';
import { seal, unseal } from '../../identity/secrets.ts';
import type { Row } from '../../identity/store/store.ts';
import type { Asker } from '../identity/verbs.ts';
import { hasPending, reasonOf, refuse } from '../social/verbs.ts';
import { refusalOfResponse, valuesOf } from './saml-response.ts';

// A SAML response comes as a form that another site posts: no cookie of ours is with it. So that nobody signs a foreign
// browser in as themselves, the response only makes a ticket; the tokens are given where the browser, on a request of its
// own, shows the cookie that the start of this sign-in has set.

const COOKIE = 'outlap_saml';
const PATH = '/auth/sso';
const SIGN_IN_MS = 600_000;
const TICKET_MS = 120_000;
const PURPOSE = 'saml sign-in';

export type SamlForm = { readonly bytes: Buffer; readonly mediaType: string };
/** A sign-in that waits for its response. */
type Begun = { readonly browser: string; readonly requestId: string };
type HandedOff = {
  readonly providerId: string;
  readonly browser: string;
  readonly userId: string | null;
  readonly answer: LibraryAnswer;
};

/** Binds a sign-in that begins to this browser; the cookie that does so. */
export async function bindBrowser(deps: Deps, url: string): Promise<string> {
  const { searchParams } = new URL(url);
  const relayState = searchParams.get('RelayState') ?? '';
  const request = inflateRawSync(Buffer.from(searchParams.get('SAMLRequest') ?? '', 'base64'));
  const [requestId = ''] = valuesOf(request.toString('utf8'), 'ID');
  if (relayState === '' || requestId === '') throw new Error('The library made no SAML request');
  const nonce = randomBytes(32).toString('base64url');
  const begun: Begun = { browser: hashSecret(nonce), requestId };
  await put(deps, toIdentifier(relayState), JSON.stringify(begun), SIGN_IN_MS);
  const cookie = { name: COOKIE, value: nonce, path: PATH, seconds: SIGN_IN_MS / 1000 };
  return cookieLine(deps.identity.publicUrl, cookie);
}

/** Has the library check a response; the address with the ticket for the browser. Throws where it was refused. */
export async function handOff(
  deps: Deps,
  { providerId, teamId }: { readonly providerId: string; readonly teamId: string },
  form: SamlForm,
  asker: Asker,
): Promise<string> {
  const { identity } = deps;
  const { response, relayState } = readForm(form);
  const way = { amr: ['sso'], detail: { providerId }, teamId };
  const begun = await find(deps, toIdentifier(relayState));
  if (!begun) throw await refuse(deps, asker, way, 'invalid_state');
  const { browser, requestId } = JSON.parse(begun) as Begun;
  const question = { requestId, now: deps.now() };
  const reason = refusalOfResponse(response, question);
  // A forged response leaves the sign-in as it was; one that the library looked at ends it.
  if (reason !== undefined) throw await refuse(deps, asker, way, reason);
  if (!(await take(deps, toIdentifier(relayState))))
    throw await refuse(deps, asker, way, 'invalid_state');
  const path = `/sso/saml2/sp/acs/${encodeURIComponent(providerId)}`;
  const { address, userAgent } = asker;
  const checked = toForm(form, { response, relayState });
  const answer = await identity.call({ path, form: checked, address, userAgent });
  const { login } = answer;
  // The session begins anew where the cookie has been seen.
  if (login) await identity.endLogin(login.loginSessionId);
  else if (!hasPending(answer)) throw await refuse(deps, asker, way, reasonOf(answer, identity));
  const ticket = randomBytes(32).toString('base64url');
  const handed: HandedOff = {
    providerId,
    browser,
    userId: login?.userId ?? null,
    answer: { ...answer, login: undefined },
  };
  const sealed = seal(identity.secrets, PURPOSE, JSON.stringify(handed));
  await put(deps, `saml-ticket-${hashSecret(ticket)}`, sealed, TICKET_MS);
  return `/auth/sso/finish?${new URLSearchParams({ ticket })}`;
}

type Fields = { readonly response: string; readonly relayState: string };

/** Of a field that is there twice the library reads the last: one that is not there once counts as empty. */
function readForm({ bytes }: SamlForm): Fields {
  const fields = new URLSearchParams(bytes.toString('utf8'));
  const only = (name: string) => {
    const [value = '', ...more] = fields.getAll(name);
    return more.length === 0 ? value : '';
  };
  return { response: only('SAMLResponse'), relayState: only('RelayState') };
}

/** What was checked, and nothing beside it. */
function toForm({ mediaType }: SamlForm, { response, relayState }: Fields): SamlForm {
  const fields = new URLSearchParams({ SAMLResponse: response, RelayState: relayState });
  return { mediaType, bytes: Buffer.from(fields.toString()) };
}

/** What a response led to, for the browser that began it. Throws `sign_in_again`. */
export async function takeHandOff(deps: Deps, ticket: string, asker: Asker) {
  const { identity } = deps;
  const sealed = await take(deps, `saml-ticket-${hashSecret(ticket)}`);
  if (sealed === undefined) throw tooLate();
  const handed = JSON.parse(unseal(identity.secrets, PURPOSE, sealed)) as HandedOff;
  const shown = cookiesNamed(asker.cookies ?? '', cookieName(identity.publicUrl, COOKIE));
  if (!shown.some((nonce) => hashSecret(nonce) === handed.browser)) throw tooLate();
  const { providerId, userId, answer } = handed;
  if (userId === null) return { providerId, answer };
  const { address, userAgent } = asker;
  const loginSessionId = await identity.startLogin({ userId, amr: ['sso'], address, userAgent });
  return { providerId, answer: { ...answer, login: { loginSessionId, userId } } };
}

async function put({ identity, now, newId }: Deps, identifier: string, value: string, ms: number) {
  const at = now();
  const expiresAt = new Date(at.getTime() + ms);
  const row = { id: newId(), identifier, value, expiresAt, createdAt: at, updatedAt: at };
  await identity.store.create('verification', row);
}

async function find({ identity, now }: Deps, identifier: string): Promise<string | undefined> {
  const where = [{ field: 'identifier', value: identifier }];
  return toValue(await identity.store.findOne('verification', where), now());
}

/** Of two that take the same, one gets it. */
async function take({ identity, now }: Deps, identifier: string): Promise<string | undefined> {
  const [row] = await identity.store.remove('verification', [
    { field: 'identifier', value: identifier },
  ]);
  return toValue(row, now());
}

function toValue(row: Row | undefined, now: Date): string | undefined {
  const isGood = row && row['expiresAt'] instanceof Date && row['expiresAt'] > now;
  return isGood ? String(row['value']) : undefined;
}

function toIdentifier(relayState: string): string {
  return `saml-browser-${hashSecret(relayState)}`;
}

function tooLate(): AppError {
  return new AppError('sign_in_again', 'This sign-in took too long, or began in another browser');
}
