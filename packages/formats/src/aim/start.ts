const MONTHS = 'jan feb mar apr may jun jul aug sep oct nov dec'.split(' ');

/** Local ISO start from AiM's date and time cells; null where the date is in a form that is not understood. */
export function parseStart(date: string, time: string): string | null {
  const day = parseDate(date);
  if (!day) return null;
  const clock = /^(\d{1,2}):(\d{2})(?::(\d{2}))?\s*([AP]M)?$/i.exec(time.trim());
  const half = clock?.[4]?.toUpperCase();
  const hours = (Number(clock?.[1] ?? 0) % (half ? 12 : 24)) + (half === 'PM' ? 12 : 0);
  const stamp = Date.UTC(
    day.year,
    day.month - 1,
    day.day,
    hours,
    Number(clock?.[2] ?? 0),
    Number(clock?.[3] ?? 0),
  );
  return new Date(stamp).toISOString().slice(0, -1);
}

type Day = { readonly year: number; readonly month: number; readonly day: number };

function parseDate(date: string): Day | null {
  const iso = /\b(\d{4})-(\d{1,2})-(\d{1,2})\b/.exec(date);
  if (iso) return checked(Number(iso[1]), Number(iso[2]), Number(iso[3]));
  const numeric = /\b(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})\b/.exec(date);
  if (numeric) return fromNumbers(Number(numeric[1]), Number(numeric[2]), Number(numeric[3]));
  const year = /\b(\d{4})\b/.exec(date)?.[1];
  const day = /\b(\d{1,2})\b/.exec(date)?.[1];
  const words = date.toLowerCase().match(/\p{L}{3,}/gu) ?? [];
  const month = words.map((word) => MONTHS.indexOf(word.slice(0, 3))).find((at) => at >= 0);
  return year && day && month !== undefined ? checked(Number(year), month + 1, Number(day)) : null;
}

/** 15/12/2024 and 12/15/2024 tell themselves apart; 3/4/2024 does not, and is taken as day and month. */
function fromNumbers(first: number, second: number, year: number): Day | null {
  return second > 12 ? checked(year, first, second) : checked(year, second, first);
}

function checked(year: number, month: number, day: number): Day | null {
  const fits = year >= 1990 && year < 2100 && month >= 1 && month <= 12 && day >= 1 && day <= 31;
  return fits ? { year, month, day } : null;
}
