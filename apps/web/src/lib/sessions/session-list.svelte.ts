import { listSessions, type Session, type SessionFilter } from '../api.ts';
import { Pages } from '../pages.svelte.ts';
import { deletions } from './deletions.svelte.ts';

const PAGE = 50;

/** Sessions page after page, without those that are being deleted. */
export class SessionList extends Pages<Session> {
  readonly shown = $derived(this.items.filter(({ id }) => !deletions.hidden.has(id)));

  filter(filter: SessionFilter): Promise<void> {
    return this.load((cursor) =>
      listSessions({ ...filter, ...(cursor && { cursor }), limit: PAGE }),
    );
  }

  replace(session: Session): void {
    this.items = this.items.map((known) => (known.id === session.id ? session : known));
  }
}
