import { forgetImport, type Import, listActiveImports, toApiError, waitForImport } from '../api.ts';
import { groupFiles } from './file-groups.ts';
import { uploadFiles } from './upload.ts';

export type TrayItem = {
  readonly key: number;
  readonly fileName: string;
  /** Sent share while the file goes to the server. */
  readonly uploaded: number;
  readonly import: Import | null;
  readonly error: { readonly code: string; readonly detail: string } | null;
};

const WAIT_SECONDS = 15;
const UPLOADS_AT_ONCE = 2;

/** Files on their way in: sent, read, analysed, stored. */
class ImportTray {
  items = $state.raw<readonly TrayItem[]>([]);
  /** Rises with each session that was stored, so that lists know to ask again. */
  stored = $state(0);
  /** The session of a file that was dropped alone: the page goes there, unless the person has gone elsewhere since. */
  arrived = $state.raw<string | null>(null);
  private followed: number | null = null;
  private keys = 0;
  private queue: { key: number; files: readonly File[] }[] = [];
  private sending = 0;

  add(files: readonly File[]): void {
    const groups = groupFiles(files);
    this.followed = groups.length === 1 ? this.keys + 1 : null;
    for (const group of groups) {
      const key = ++this.keys;
      const fileName = group.map(({ name }) => name).join(' + ');
      const item: TrayItem = { key, fileName, uploaded: 0, import: null, error: null };
      this.items = [...this.items, item];
      this.queue.push({ key, files: group });
    }
    this.sendNext();
  }

  /** Takes up imports that were under way before the page was loaded. */
  async resume(): Promise<void> {
    const active = await listActiveImports().catch(() => ({ items: [] as Import[] }));
    for (const one of active.items) {
      const key = ++this.keys;
      const { fileName } = one;
      this.items = [...this.items, { key, fileName, uploaded: 1, import: one, error: null }];
      void this.watch(key, one);
    }
  }

  dismiss(key: number): void {
    const item = this.items.find((known) => known.key === key);
    this.items = this.items.filter((known) => known.key !== key);
    if (item?.import && item.import.state !== 'done')
      void forgetImport(item.import.id).catch(() => null);
  }

  unfollow(): void {
    this.followed = null;
    this.arrived = null;
  }

  dismissDone(): void {
    this.items = this.items.filter((item) => item.import?.state !== 'done');
  }

  /** Goes on with an import after its columns were named. */
  mapped(key: number, next: Import): void {
    this.change(key, { import: next, error: null });
    void this.watch(key, next);
  }

  private sendNext(): void {
    while (this.sending < UPLOADS_AT_ONCE) {
      const next = this.queue.shift();
      if (!next) return;
      this.sending++;
      void this.send(next.key, next.files).finally(() => {
        this.sending--;
        this.sendNext();
      });
    }
  }

  private async send(key: number, files: readonly File[]): Promise<void> {
    try {
      const imports = await uploadFiles(files, (uploaded) => this.change(key, { uploaded }));
      for (const one of imports) {
        this.change(key, { uploaded: 1, import: one });
        void this.watch(key, one);
      }
    } catch (cause) {
      const { code, message } = toApiError(cause);
      this.change(key, { error: { code, detail: message } });
    }
  }

  private async watch(key: number, first: Import): Promise<void> {
    let now = first;
    while (now.state !== 'done' && now.state !== 'failed') {
      try {
        now = await waitForImport(now.id, WAIT_SECONDS);
      } catch (cause) {
        const { code, message, status } = toApiError(cause);
        if (status !== 0) return this.change(key, { error: { code, detail: message } });
        await new Promise((resume) => setTimeout(resume, 2000));
      }
      if (!this.items.some((item) => item.key === key)) return;
      this.change(key, { import: now, error: now.error });
    }
    if (now.state !== 'done') return;
    this.stored++;
    if (key === this.followed) this.arrived = now.sessionId;
  }

  private change(key: number, change: Partial<TrayItem>): void {
    this.items = this.items.map((item) => (item.key === key ? { ...item, ...change } : item));
  }
}

export const tray = new ImportTray();
