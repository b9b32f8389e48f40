import type { IdentityDeps } from '../../deps.ts';
import { AppError, type ErrorCode } from '../../errors.ts';
import { ownPathOf } from '../../http/own-path.ts';
import type { BrowserLogin } from '../../http/send-on.ts';
import type { LibraryAnswer } from '../../identity/library/call.ts';
import { finishLogin, type Asker } from '../identity/verbs.ts';

/** Why the library sent a browser away, in our codes; everything else is `provider_refused`. */
const CODES: Readonly<Record<string, ErrorCode>> = {
  state_mismatch: 'sign_in_again',
  state_not_found: 'sign_in_again',
  state_invalid: 'sign_in_again',
  invalid_state: 'sign_in_again',
  account_not_linked: 'account_exists',
  email_not_found: 'email_missing',
  missing_user_info: 'email_missing',
  email_not_verified: 'email_not_verified',
  signup_disabled: 'sign_up_closed',
};

/** The admin of a team must not learn from an identity provider of theirs who has an account here. */
const SSO_CODES: Readonly<Record<string, ErrorCode>> = {
  sso_foreign_address: 'sso_not_available',
  account_not_linked: 'sso_not_available',
};

type Way = {
  readonly amr: readonly string[];
  readonly detail: Readonly<Record<string, string>>;
  readonly teamId?: string | null;
};

/** Ends a sign-in that the library answered by sending the browser on. */
export async function endBrowserLogin(
  deps: IdentityDeps,
  answer: LibraryAnswer,
  asker: Asker,
  way: Way,
): Promise<BrowserLogin> {
  const { identity } = deps;
  if (!answer.login && !hasPending(answer))
    throw await refuse(deps, asker, way, reasonOf(answer, identity));
  const location = URL.parse(answer.location ?? '', identity.publicUrl);
  const path = location ? location.pathname + location.search + location.hash : undefined;
  return { result: await finishLogin(deps, answer, asker, way.amr), path: ownPathOf(path) };
}

/** Notes a sign-in that came to nothing; the error for whoever tried. */
export async function refuse(
  deps: IdentityDeps,
  { address, userAgent }: Asker,
  { amr: [amr = 'unknown'], detail, teamId = null }: Way,
  reason: string,
): Promise<AppError> {
  await deps.audit.append({
    action: `login.${amr}`,
    result: 'refused',
    actorId: null,
    teamId,
    address,
    userAgent,
    detail: { ...detail, reason: reason.slice(0, 100) },
  });
  const key = reason.replaceAll(' ', '_');
  const code = (amr === 'sso' ? SSO_CODES[key] : undefined) ?? CODES[key] ?? 'provider_refused';
  return new AppError(code, 'The sign-in was refused');
}

/** Whether the library waits for a second factor of who signed in. */
export function hasPending({ cookies }: LibraryAnswer): boolean {
  return cookies.some((line) => /^outlap\.two_factor=[^;]/.test(line));
}

/** Why the library sent a browser away, in its own words. */
export function reasonOf(
  { status, body, location = '' }: LibraryAnswer,
  { publicUrl }: { readonly publicUrl: string },
): string {
  const { code } = (body ?? {}) as { code?: unknown };
  const query = URL.parse(location, publicUrl)?.searchParams;
  const said = query?.get('error') ?? code;
  const told = said === 'invalid_provider' ? query?.get('error_description') : said;
  return typeof told === 'string' ? told : `status ${status}`;
}

/** Why a sign-in elsewhere could not even begin. */
export function startFailed({ status }: LibraryAnswer): AppError {
  return new AppError('provider_unreachable', 'The provider cannot be reached', {
    cause: new Error(`The identity library answered ${status}`),
  });
}
