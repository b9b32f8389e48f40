import { ApiError, type User } from '../api.ts';
import {
  createPasskey,
  finishPasskeySignIn,
  type Passkey,
  showPasskeyFactor,
  startPasskey,
  startPasskeyFactor,
  startPasskeySignIn,
} from './calls.ts';

const load = () => import('@simplewebauthn/browser');
type Browser = Awaited<ReturnType<typeof load>>;
type Request = Parameters<Browser['startAuthentication']>[0]['optionsJSON'];
type Creation = Parameters<Browser['startRegistration']>[0]['optionsJSON'];

export const hasPasskeys = () => typeof PublicKeyCredential === 'function';

/** What the browser says no with, as one of our errors: people change their mind, keys are known already. */
function toRefusal(cause: unknown): unknown {
  if (!(cause instanceof Error) || cause instanceof ApiError) return cause;
  const known = cause.name === 'InvalidStateError';
  return known
    ? new ApiError('passkey_known', 'This device already has a passkey of this account', 0)
    : new ApiError('passkey_cancelled', 'No passkey was shown', 0);
}

/** The server makes these from the same standard; their shape is the browser's to check. */
const toCreation = (options: object) => options as Creation;

async function ask(options: object, autofill = false): Promise<Record<string, unknown>> {
  const { startAuthentication } = await load();
  try {
    // The server makes these from the same standard; their shape is the browser's to check.
    const optionsJSON = options as Request;
    return { ...(await startAuthentication({ optionsJSON, useBrowserAutofill: autofill })) };
  } catch (cause) {
    throw toRefusal(cause);
  }
}

/** Signs in by a passkey that the person chooses. */
export async function signInByPasskey(): Promise<User> {
  const { state, options } = await startPasskeySignIn();
  return finishPasskeySignIn({ state, response: await ask(options) });
}

/** A passkey as the second factor. */
export async function showSecondPasskey(challenge: string, rememberDevice: boolean): Promise<User> {
  const { state, options } = await startPasskeyFactor(challenge);
  const response = await ask(options);
  return showPasskeyFactor({ challenge, state, response, rememberDevice });
}

/** Makes a passkey for who is signed in. */
export async function addPasskey(password: string, name: string): Promise<Passkey> {
  const { state, options } = await startPasskey(password);
  const { startRegistration } = await load();
  try {
    const response = { ...(await startRegistration({ optionsJSON: toCreation(options) })) };
    return await createPasskey({ state, response, ...(name && { name }) });
  } catch (cause) {
    throw toRefusal(cause);
  }
}

/** Offers passkeys among what the browser fills in; `enter` is called when one is chosen. Returns how to stop. */
export function offerPasskey(enter: (way: () => Promise<User>) => void): () => void {
  let wanted = true;
  void (async () => {
    const { browserSupportsWebAuthnAutofill } = await load();
    if (!hasPasskeys() || !(await browserSupportsWebAuthnAutofill()) || !wanted) return;
    const { state, options } = await startPasskeySignIn();
    if (!wanted) return;
    const response = await ask(options, true);
    if (wanted) enter(() => finishPasskeySignIn({ state, response }));
  })().catch(() => undefined);
  return () => {
    wanted = false;
    void load().then(({ WebAuthnAbortService }) => WebAuthnAbortService.cancelCeremony());
  };
}
