const HOUR_MS = 3_600_000;
const DAY_MS = 86_400_000;
/** A backup that failed is tried again after this time. */
const AGAIN_MS = 900_000;

export type Schedule = {
  /** Hour of the day, UTC. */
  readonly atHour: number;
  /** So many hours after the one before instead; 0: daily. */
  readonly everyHours: number;
};

type Last = { readonly startedAt: Date; readonly failed: boolean };

/** Whether it is time for the next backup. */
export function isDue(now: Date, schedule: Schedule, last: Last | undefined): boolean {
  if (!last) return true;
  const age = now.getTime() - last.startedAt.getTime();
  if (last.failed) return age >= AGAIN_MS;
  if (schedule.everyHours > 0) return age >= schedule.everyHours * HOUR_MS;
  return last.startedAt.getTime() < lastSlot(now, schedule.atHour);
}

/** How old the newest backup may be before somebody should look. */
export function lateAfterSeconds({ everyHours }: Schedule): number {
  return (everyHours > 0 ? 2 * everyHours : 26) * 3600;
}

function lastSlot(now: Date, hour: number): number {
  const today = Math.floor(now.getTime() / DAY_MS) * DAY_MS + hour * HOUR_MS;
  return today <= now.getTime() ? today : today - DAY_MS;
}
