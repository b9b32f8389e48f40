import { LOCAL_OWNER, serverActor } from '../deps.ts';
import type { IdentityStore } from './store/store.ts';
import { NotUniqueError } from './store/store.ts';
import type { Tickets } from './tickets.ts';

/** Stands where the local owner has no mail address yet; mail never goes there (RFC 2606). */
export const LOCAL_ADDRESS = 'owner@local.invalid';
const TICKET_SECONDS = 86_400;

/** Makes the person at this machine an owner, at the first start. */
export async function ensureLocalOwner(store: IdentityStore, now: Date): Promise<void> {
  if (await store.findOne('user', [{ field: 'id', value: LOCAL_OWNER }])) return;
  try {
    await store.create('user', {
      id: LOCAL_OWNER,
      name: 'Owner',
      email: LOCAL_ADDRESS,
      emailVerified: false,
      image: null,
      createdAt: now,
      updatedAt: now,
      twoFactorEnabled: false,
      role: 'owner',
      phoneNumber: null,
      lockedAt: null,
      lockedUntil: null,
      lockedReason: null,
      deletionDueAt: null,
      preferences: '{}',
      tokenVersion: 0,
    });
  } catch (error) {
    if (!(error instanceof NotUniqueError)) throw error;
  }
}

/** Whether some owner can sign in without a ticket, or was given the link to choose a password by (`user add --owner --link`). */
export async function hasOwnerAccount(store: IdentityStore): Promise<boolean> {
  const owners = await store.findMany('user', [{ field: 'role', value: 'owner' }]);
  for (const owner of owners) {
    if (owner['id'] !== LOCAL_OWNER) return true;
    const where = [{ field: 'userId', value: owner['id'] ?? null }];
    if (await store.findOne('account', where)) return true;
    if (await store.findOne('passkey', where)) return true;
  }
  return false;
}

/** Says of a ticket that it is good as long as no owner can sign in otherwise. */
export const UNCLAIMED = 'unclaimed';

/** A ticket that signs one browser in as the local owner, as long as no owner has an account. */
export function issueOwnerTicket(tickets: Tickets): Promise<string> {
  return tickets.issue(
    'sign-in',
    { ...serverActor(LOCAL_OWNER), kind: 'person', amr: [UNCLAIMED] },
    TICKET_SECONDS,
  );
}
