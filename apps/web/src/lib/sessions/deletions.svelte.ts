import { deleteSession, type Session } from '../api.ts';
import { undo } from '../shell/undo.svelte.ts';

/** Sessions that are gone from sight and are deleted once that can no longer be taken back. */
class Deletions {
  hidden = $state.raw<ReadonlySet<string>>(new Set());

  remove(session: Session, whenTakenBack?: () => void): void {
    this.hidden = new Set([...this.hidden, session.id]);
    undo.later(
      `“${session.name}” deleted`,
      () => deleteSession(session.id),
      () => {
        this.hidden = new Set([...this.hidden].filter((id) => id !== session.id));
        whenTakenBack?.();
      },
    );
  }
}

export const deletions = new Deletions();
