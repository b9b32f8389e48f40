import { seal, type Secrets, unseal } from './secrets.ts';
import type { Value } from './store/store.ts';

const PURPOSE = 'sso provider';

/** Settings of an OpenID Connect provider hold the secret of our client there: they lie in the store sealed. */
export function sealSettings(secrets: Secrets, settings: string): string {
  return seal(secrets, PURPOSE, settings);
}

export function openSettings(secrets: Secrets, sealed: Value): Value {
  return typeof sealed === 'string' ? unseal(secrets, PURPOSE, sealed) : sealed;
}
