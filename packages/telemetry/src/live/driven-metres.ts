import { toFixes } from '../laps/fixes.ts';
import type { LapData } from '../laps/lap.ts';
import { wayByFixes, wayBySpeed } from '../laps/way.ts';

/** Metres driven in a lap or stretch, by ∫v dt, else by its positions; null where it has neither. */
export function drivenMetres({ channels }: Pick<LapData, 'channels'>): number | null {
  const bySpeed = wayBySpeed({ channels });
  if (bySpeed) return bySpeed.along.at(-1) ?? 0;
  const fixes = toFixes({ channels });
  return fixes ? (wayByFixes(fixes).along.at(-1) ?? 0) : null;
}
