import type { IdentityDeps } from '../../deps.ts';
import { AppError } from '../../errors.ts';
import { findUserByEmail, normaliseEmail } from '../../identity/accounts.ts';
import { refuseLink } from '../../identity/links.ts';
import {
  finishLogin,
  type LoginResult,
  refusalOf,
  mailVerification,
  type Asker,
} from '../identity/verbs.ts';

/** Mails a link to whoever has the address. Neither the answer nor its time says whether somebody does. */
export async function requestMagicLink(
  deps: IdentityDeps,
  email: string,
  asker: Asker,
): Promise<void> {
  const { identity, throttle, aside, audit } = deps;
  const { address, userAgent } = asker;
  const account = normaliseEmail(email);
  await throttle.fromNetwork('mail', address);
  await throttle.about('mail-to', account);
  aside.run('mail of a link to sign in', async () => {
    const user = await findUserByEmail(identity.store, account);
    if (!user) return;
    // A link proves the mailbox: it must not open an account that somebody made with an address of another.
    if (user['emailVerified'] !== true) return mailVerification(deps, user);
    const body = { email: account };
    await identity.call({ path: '/sign-in/magic-link', body, address, userAgent });
    const actorId = String(user['id']);
    await audit.append({ action: 'magic-link.sent', result: 'done', actorId, address, userAgent });
  });
}

/** Uses the token of a link up. */
export async function signInByMagicLink(
  deps: IdentityDeps,
  token: string,
  asker: Asker,
): Promise<LoginResult> {
  const { identity, throttle } = deps;
  const { address, userAgent } = asker;
  await throttle.fromNetwork('link', address);
  const query = { token };
  const path = '/magic-link/verify';
  const answer = await identity.call({ path, method: 'GET', query, address, userAgent });
  // It sends browsers on with the reason in the address.
  if (answer.location?.includes('error=')) throw refuseLink();
  if (answer.status >= 400) throw toRefusal(refusalOf(answer));
  return finishLogin(deps, answer, asker, ['magic']);
}

function toRefusal(error: AppError): AppError {
  return error.code === 'identity_refused' ? refuseLink() : error;
}
