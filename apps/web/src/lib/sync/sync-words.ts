import type { Sync, SyncItem } from '../api.ts';
import { formatBytes } from '../measures/lap-time.ts';

/** One sentence about how forwarding is. */
export function describeSync(sync: Sync): string {
  const sessions = `${sync.waitingSessions} ${sync.waitingSessions === 1 ? 'session' : 'sessions'}`;
  switch (sync.state) {
    case 'off':
      return 'Sessions stay on this server.';
    case 'sending':
      return `Sending; ${sessions} to go.`;
    case 'waiting':
      return `${sessions} wait until the upstream server takes them.`;
    case 'idle':
      return sync.waitingSessions === 0 ? 'Everything is sent.' : `${sessions} to go.`;
  }
}

/** Advice for the codes of errors that a person can do something about. */
export function adviceFor(code: string): string {
  const advice: Readonly<Record<string, string>> = {
    upstream_unreachable: 'It is tried again for ever; nothing is lost.',
    unauthorized: 'UPSTREAM_TOKEN here must be the INGEST_TOKEN there.',
    unexpected_answer:
      'Check UPSTREAM_URL: what answers there is no Outlap server of this version.',
    host_not_allowed: 'The upstream server must list its own name in ALLOWED_HOSTS.',
    sync_object_corrupt: 'Bytes were damaged on the way and are sent again.',
  };
  return advice[code] ?? 'It is tried again by itself.';
}

/** `sent`, `37 %`, `waiting`. */
export function progressOf({ state, sentBytes, totalBytes }: SyncItem): string {
  if (state === 'sending' && totalBytes > 0)
    return `${Math.floor((100 * sentBytes) / totalBytes)} % of ${formatBytes(totalBytes)}`;
  if (state === 'duplicate') return 'there already';
  if (state === 'failed') return 'not yet';
  return state;
}

/** `in 12 s`; nothing where the time has come. */
export function untilNext(nextTryAt: string | null, nowMs: number): string {
  if (nextTryAt === null) return '';
  const seconds = Math.ceil((Date.parse(nextTryAt) - nowMs) / 1000);
  return seconds > 0 ? `in ${seconds} s` : '';
}
