import { pino } from 'pino';
import type { Config } from '../config.ts';

/** How every command ends. */
export const EXIT = {
  /** Done. */
  ok: 0,
  /** Something went wrong that the message tells. */
  failed: 1,
  /** Wrong arguments or configuration. */
  usage: 2,
  /** The data folder or the address is taken by another process. */
  busy: 3,
  /** `doctor`, `audit verify`, `backup` or `restore` found something, or `reanalyse` could not do every session. */
  findings: 4,
  /** The database was changed by a newer version in a way that this one cannot work with. */
  tooOld: 5,
} as const;

export type Output = { readonly json: boolean; readonly config: Config };

/** Logs of commands other than `serve` are for people who ask for them. */
export function quietLog(config: Config) {
  return pino(
    { level: config.LOG_LEVEL === 'info' ? 'warn' : config.LOG_LEVEL },
    pino.destination(2),
  );
}
