export { startPrivacy } from './background.ts';
export { eraseRestored } from './erase.ts';
export { listSupportAccess, openConsents } from './consents.ts';
