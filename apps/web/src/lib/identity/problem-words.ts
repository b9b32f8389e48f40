import { ApiError } from '../api.ts';

/** What to do about a refusal of the identity routes, by its code; the detail of the problem says what happened. */
const ADVICE: Readonly<Record<string, string>> = {
  unreachable: 'Check that the server is running and try again.',
  credentials_wrong: 'Check both, or set a new password.',
  second_factor_wrong: 'Codes change every half minute; take the one that shows now.',
  sign_in_again: '',
  ticket_invalid:
    'Sign in, or start the server again: as long as nobody owns it, each start prints a new address.',
  account_exists: 'Sign in instead, or set a new password.',
  sign_up_closed: 'Ask who runs this server, or an admin of your team, for an invitation.',
  email_not_verified: '',
  link_invalid: 'Ask for another one.',
  too_many_requests: 'Wait a little.',
  address_not_allowed: 'Ask who runs this server.',
  provider_refused: 'Try again, or take another way in.',
  identity_refused: 'Check what you typed.',
  last_admin: 'Make somebody else an admin first.',
  internal: 'Nothing is lost. Try again; if it stays, the server’s log says more.',
};

/** One short sentence of advice; empty where the detail says it all. */
export function adviceFor({ code, members }: ApiError): string {
  const wait = Number(members['retryAfterSeconds']);
  if (code === 'too_many_requests' && wait > 0)
    return wait < 90
      ? `Try again in ${Math.ceil(wait)} seconds.`
      : `Try again in ${Math.ceil(wait / 60)} minutes.`;
  return ADVICE[code] ?? '';
}

const REFUSALS: Readonly<Record<string, string>> = {
  provider_refused: 'You were not signed in there',
  email_not_verified: 'The account there has no verified e-mail address',
  sign_up_closed: 'Nobody can make an account here without an invitation',
  account_locked: 'This account is locked',
  link_invalid: 'This link was used before, or is too old',
  sign_in_again: 'This sign-in took too long, or began in another browser',
  account_exists: 'There is an account with this e-mail address that is not linked',
  email_missing: 'The account there shows no verified e-mail address',
  sso_not_available: 'Single sign-on is not available for this e-mail address',
  provider_unreachable: 'The provider cannot be reached',
};

/** What a redirect back to the sign-in page says no with. */
export function refusalInAddress(search: Pick<URLSearchParams, 'get'>): ApiError | undefined {
  const code = search.get('error');
  if (!code) return undefined;
  return new ApiError(code, REFUSALS[code] ?? 'Signing in did not work', 403);
}
