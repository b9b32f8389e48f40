export { type Credential, fixedCredential, openCredential } from './credential.ts';
export { post, type TokenAnswer, toTokens, USER_AGENT } from './identity-calls.ts';
export { openKeychain } from './keychain.ts';
export { LoginStore } from './store.ts';
