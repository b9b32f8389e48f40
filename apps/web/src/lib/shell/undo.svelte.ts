import { toApiError } from '../api.ts';

type Doing = {
  readonly id: number;
  readonly text: string;
  readonly commit: () => Promise<void>;
  readonly revert: () => void;
  readonly timer: ReturnType<typeof setTimeout>;
};

const UNDO_MILLISECONDS = 6000;

/** Things that are done a few seconds after they were asked for, so that they can be taken back. */
class Undo {
  pending = $state.raw<readonly Doing[]>([]);
  notice = $state<{ text: string; danger: boolean } | null>(null);
  private count = 0;

  later(text: string, commit: () => Promise<void>, revert: () => void): void {
    const id = ++this.count;
    const timer = setTimeout(() => void this.commit(id), UNDO_MILLISECONDS);
    this.pending = [...this.pending, { id, text, commit, revert, timer }];
  }

  takeBack(id: number): void {
    this.remove(id)?.revert();
  }

  /** What is still pending is done now: the page is about to go. */
  async flush(): Promise<void> {
    await Promise.all(this.pending.map(({ id }) => this.commit(id)));
  }

  say(text: string, danger = false): void {
    const notice = { text, danger };
    this.notice = notice;
    setTimeout(() => {
      if (this.notice?.text === text) this.notice = null;
    }, 5000);
  }

  private async commit(id: number): Promise<void> {
    const doing = this.remove(id);
    if (!doing) return;
    try {
      await doing.commit();
    } catch (cause) {
      doing.revert();
      this.say(`${doing.text}: not done. ${toApiError(cause).message}`, true);
    }
  }

  private remove(id: number): Doing | undefined {
    const doing = this.pending.find((known) => known.id === id);
    if (doing) clearTimeout(doing.timer);
    this.pending = this.pending.filter((known) => known.id !== id);
    return doing;
  }
}

export const undo = new Undo();
