import type { Schema } from '@outlap/protocol';
import { client, take } from '../api.ts';

type Team = Schema<'Team'>;

/** Teams of who is signed in, for the places that let one choose. */
class MyTeams {
  items = $state.raw<readonly Team[]>([]);
  private asked: Promise<void> | undefined;

  /** Asks for them unless that was done. */
  load(): Promise<void> {
    return this.asked ?? this.read();
  }

  /** Asks again: teams are founded, joined and left while the pages stay open. What was known is shown meanwhile. */
  read(): Promise<void> {
    this.asked = take(client.GET('/api/teams')).then(
      ({ items }) => void (this.items = items.filter(({ open }) => open)),
      () => void (this.asked = undefined),
    );
    return this.asked;
  }
}

export const myTeams = new MyTeams();
