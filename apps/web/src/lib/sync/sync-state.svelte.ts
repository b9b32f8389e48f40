import { type ApiError, getSync, retrySync, type Sync, toApiError } from '../api.ts';

const POLL_MS = 1000;
const IDLE_MS = 5000;

/** How forwarding is, asked again as long as somebody looks. */
export class SyncState {
  sync = $state.raw<Sync>();
  error = $state.raw<ApiError>();
  nowMs = $state(0);
  private timer: ReturnType<typeof setTimeout> | undefined;

  follow(): () => void {
    let following = true;
    const round = async () => {
      if (!document.hidden) await this.read();
      const busy = this.sync?.state === 'sending' || this.sync?.state === 'waiting';
      if (following) this.timer = setTimeout(() => void round(), busy ? POLL_MS : IDLE_MS);
    };
    void round();
    return () => {
      following = false;
      clearTimeout(this.timer);
    };
  }

  async read(): Promise<void> {
    try {
      this.sync = await getSync();
      this.error = undefined;
    } catch (cause) {
      this.error = toApiError(cause);
    }
    this.nowMs = Date.now();
  }

  async retry(): Promise<void> {
    try {
      await retrySync();
      await this.read();
    } catch (cause) {
      this.error = toApiError(cause);
    }
  }
}
