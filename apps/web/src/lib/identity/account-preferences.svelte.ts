import type { User } from '../api.ts';
import { preferences } from '../preferences.svelte.ts';
import { Act } from './act.svelte.ts';

type Person = Pick<User, 'id' | 'preferences'>;
type Choices = User['preferences'];

const KEY = 'outlap.preferences.unkept';

/** Units and looks: chosen at once in this browser, and kept with the account for the next one. */
class AccountPreferences {
  readonly act = new Act();
  private personId: string | undefined;
  /** What was chosen on this page is newer than any answer to it. */
  private hasChosen = false;

  /** Takes over what the account has; undefined: there is none, or it is that of a person somebody acts as. */
  take(person: Person | undefined): void {
    this.personId = person?.id;
    if (!person || this.hasChosen) return;
    // A page may be left before its last choice has reached the account.
    Object.assign(preferences, person.preferences, readUnkept(person.id));
    void this.send();
  }

  choose(choice: Choices): void {
    Object.assign(preferences, choice);
    if (this.personId === undefined) return;
    this.hasChosen = true;
    keepUnkept(this.personId, { ...readUnkept(this.personId), ...choice });
    void this.send();
  }

  private async send(): Promise<void> {
    const { personId } = this;
    if (personId === undefined || this.act.busy) return;
    const chosen = readUnkept(personId);
    if (Object.keys(chosen).length === 0) return;
    const isSent = await this.act.run(async () => {
      const { editMe } = await import('./calls.ts');
      await editMe({ preferences: chosen });
    });
    const after = readUnkept(personId);
    const isNewer = JSON.stringify(after) !== JSON.stringify(chosen);
    if (isSent && !isNewer) keepUnkept(personId, {});
    if (isNewer) await this.send();
  }
}

function readUnkept(personId: string): Choices {
  try {
    const { id, choices } = JSON.parse(localStorage.getItem(KEY) ?? '{}') as {
      readonly id?: string;
      readonly choices?: Choices;
    };
    return id === personId && choices ? choices : {};
  } catch {
    return {};
  }
}

function keepUnkept(id: string, choices: Choices): void {
  try {
    if (Object.keys(choices).length === 0) localStorage.removeItem(KEY);
    else localStorage.setItem(KEY, JSON.stringify({ id, choices }));
  } catch {
    // A browser without storage keeps the choice for this visit only.
  }
}

export const accountPreferences = new AccountPreferences();
