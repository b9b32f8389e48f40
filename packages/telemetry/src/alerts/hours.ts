import type { AlertHours } from './rule.ts';

const MINUTE_MS = 60_000;
const DAYS = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'];

/**
 * Whether a wall clock (milliseconds since 1970) lies in the hours of a rule. The part of a night after midnight belongs
 * to the day on which it began. The answer is remembered for the minute, as a clock by time zone takes microseconds.
 * Throws RangeError for a time zone that does not exist.
 */
export function createHours(hours: AlertHours | null): (wallClockMs: number) => boolean {
  if (hours === null) return () => true;
  const clock = new Intl.DateTimeFormat('en-GB', {
    timeZone: hours.timeZone,
    weekday: 'short',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  });
  const from = toMinutes(hours.from);
  const to = toMinutes(hours.to);
  const days = new Set(hours.days);
  const isIn = (wallClockMs: number): boolean => {
    const parts = clock.formatToParts(wallClockMs);
    const part = (type: string) => parts.find((one) => one.type === type)?.value ?? '';
    const day = DAYS.indexOf(part('weekday')) + 1;
    const minute = Number(part('hour')) * 60 + Number(part('minute'));
    if (from < to) return days.has(day) && minute >= from && minute < to;
    const dayBefore = day === 1 ? 7 : day - 1;
    return (days.has(day) && minute >= from) || (days.has(dayBefore) && minute < to);
  };
  let knownMinute = Number.NaN;
  let known = false;
  return (wallClockMs) => {
    const minute = Math.floor(wallClockMs / MINUTE_MS);
    if (minute !== knownMinute) {
      knownMinute = minute;
      known = isIn(wallClockMs);
    }
    return known;
  };
}

function toMinutes(text: string): number {
  const [hours, minutes] = text.split(':');
  return Number(hours) * 60 + Number(minutes);
}
