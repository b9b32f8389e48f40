const MINUS = '\u2212';
const NONE = '\u2013';

/** `1:23.456`; below a minute `23.456`. */
export function formatLapTime(seconds: number | null | undefined): string {
  if (seconds === null || seconds === undefined || !Number.isFinite(seconds)) return NONE;
  const total = Math.round(Math.abs(seconds) * 1000);
  const sign = seconds < 0 && total > 0 ? MINUS : '';
  const minutes = Math.floor(total / 60_000);
  const rest = ((total % 60_000) / 1000).toFixed(3);
  return minutes > 0 ? `${sign}${minutes}:${rest.padStart(6, '0')}` : `${sign}${rest}`;
}

/** `+0.123`, `−0.123`, `0.000`: the sign is always there when there is a difference. */
export function formatDelta(seconds: number | null | undefined, decimals = 3): string {
  if (seconds === null || seconds === undefined || !Number.isFinite(seconds)) return NONE;
  const digits = Math.abs(seconds).toFixed(decimals);
  if (Number(digits) === 0) return digits;
  return `${seconds < 0 ? MINUS : '+'}${digits}`;
}

/** `1 h 02 min`, `12 min 05 s`, `48 s`. */
export function formatDuration(seconds: number): string {
  const total = Math.round(seconds);
  const hours = Math.floor(total / 3600);
  const minutes = Math.floor((total % 3600) / 60);
  const two = (value: number) => String(value).padStart(2, '0');
  if (hours > 0) return `${hours} h ${two(minutes)} min`;
  return minutes > 0 ? `${minutes} min ${two(total % 60)} s` : `${total} s`;
}

/** `20 Nov 2026, 18:04` in the reader's own time zone. */
export function formatDate(iso: string | null): string {
  if (!iso) return NONE;
  const date = new Date(iso);
  if (Number.isNaN(date.getTime())) return NONE;
  return date.toLocaleString(undefined, {
    day: 'numeric',
    month: 'short',
    year: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
  });
}

/** `12.3 MB` */
export function formatBytes(bytes: number): string {
  if (bytes < 1000) return `${bytes} B`;
  if (bytes < 1e6) return `${Math.round(bytes / 1e3)} kB`;
  return bytes < 1e9 ? `${(bytes / 1e6).toFixed(1)} MB` : `${(bytes / 1e9).toFixed(2)} GB`;
}
