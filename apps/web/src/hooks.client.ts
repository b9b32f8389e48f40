import { session } from './lib/identity/session.svelte.ts';

/** Runs before the first page is loaded. */
export const init = () => session.redeemTicket();
