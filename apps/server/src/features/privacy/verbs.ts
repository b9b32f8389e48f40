export { startPrivacy } from './background.ts';
export { listSupportAccess } from './consents.ts';
