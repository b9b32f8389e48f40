import type { IdentityDeps } from '../../deps.ts';
import { AppError } from '../../errors.ts';
import type { LibraryAnswer } from '../../identity/library/call.ts';
import { seal, unseal } from '../../identity/secrets.ts';
import type { PasskeyOptions } from './schemas.ts';

const PURPOSE = 'passkey';
const LIFE_MS = 300_000;

export type CeremonyKind = 'register' | 'sign-in' | 'factor';

type State = {
  readonly kind: CeremonyKind;
  /** The `Cookie` header the library knows the ceremony by. */
  readonly cookies: string;
  /** Whom it is for; empty for who signs in by a passkey alone. */
  readonly userId: string;
  /** Milliseconds since 1970. */
  readonly expiresAt: number;
};

/** What the library wants to be asked of an authenticator, and the state that its answer comes back with. */
export function toPasskeyOptions(
  { identity, now }: IdentityDeps,
  answer: LibraryAnswer,
  ceremony: { readonly kind: CeremonyKind; readonly userId: string },
): PasskeyOptions {
  const cookies = answer.cookies.map((line) => line.split(';')[0] ?? '').join('; ');
  if (answer.status !== 200 || cookies === '')
    throw new AppError('internal', 'Something went wrong inside the server');
  const state: State = { ...ceremony, cookies, expiresAt: now().getTime() + LIFE_MS };
  return {
    state: seal(identity.secrets, PURPOSE, JSON.stringify(state)),
    options: answer.body as Record<string, unknown>,
  };
}

/** Throws `sign_in_again` for a state that is of another ceremony or person, was changed, or is too old. */
export function readState(
  deps: Pick<IdentityDeps, 'identity' | 'now'>,
  sealed: string,
  { kind, userId }: { readonly kind: CeremonyKind; readonly userId: string },
): State {
  const state = openState(deps, sealed);
  const isRight = state?.kind === kind && state.userId === userId;
  if (!state || !isRight || state.expiresAt <= deps.now().getTime())
    throw new AppError('sign_in_again', 'This took too long; begin again');
  return state;
}

function openState(
  { identity }: Pick<IdentityDeps, 'identity'>,
  sealed: string,
): State | undefined {
  try {
    return JSON.parse(unseal(identity.secrets, PURPOSE, sealed)) as State;
  } catch {
    return undefined;
  }
}
