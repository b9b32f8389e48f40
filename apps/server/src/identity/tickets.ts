import { randomBytes } from 'node:crypto';
import type { Actor } from '../deps.ts';
import { AppError } from '../errors.ts';
import { hashSecret } from './hash-secret.ts';
import type { IdentityStore } from './store/store.ts';

/** What a ticket is good for. One for a socket never signs in: a key that may only read can have one. */
type TicketPurpose = 'socket' | 'sign-in';

/** Tickets that are good once: they let one WebSocket in, or one browser sign in. */
export type Tickets = {
  /** A ticket that makes its bearer the given actor. */
  readonly issue: (purpose: TicketPurpose, actor: Actor, lifeSeconds: number) => Promise<string>;
  /** Throws `ticket_invalid`, also for a ticket of the other purpose, which stays good. */
  readonly redeem: (purpose: TicketPurpose, ticket: string) => Promise<Actor>;
};

/** Tickets lie in the store, so that any server can redeem what another one issued. */
export function openTickets(
  store: IdentityStore,
  { now, newId }: { readonly now: () => Date; readonly newId: () => string },
): Tickets {
  return {
    issue: async (purpose, actor, lifeSeconds) => {
      const ticket = randomBytes(24).toString('base64url');
      const at = now();
      await store.create('verification', {
        id: newId(),
        identifier: nameOf(purpose, ticket),
        value: JSON.stringify(actor),
        expiresAt: new Date(at.getTime() + lifeSeconds * 1000),
        createdAt: at,
        updatedAt: at,
      });
      return ticket;
    },
    redeem: async (purpose, ticket) => {
      const where = [{ field: 'identifier', value: nameOf(purpose, ticket) }];
      const [row] = await store.remove('verification', where);
      if (!row || !(row['expiresAt'] instanceof Date) || row['expiresAt'] <= now())
        throw new AppError('ticket_invalid', 'This ticket was used before, or is too old');
      return JSON.parse(String(row['value'])) as Actor;
    },
  };
}

function nameOf(purpose: TicketPurpose, ticket: string): string {
  return `${purpose}-ticket-${hashSecret(ticket)}`;
}
