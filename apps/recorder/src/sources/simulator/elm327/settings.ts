import type { Looks } from './framing.ts';

/** What the AT commands of one adapter have set. */
export type Settings = Looks & {
  readonly echo: boolean;
  readonly linefeeds: boolean;
  readonly responses: boolean;
  /** 0 finds the bus by itself. */
  readonly protocol: number;
  readonly isAutomatic: boolean;
  /** The bus that was found or set and has been spoken on; null before. */
  readonly connected: number | null;
  /** Address of requests as it was given; null is the usual one of the bus. */
  readonly header: string | null;
  /** Only answers of this header; null is all. */
  readonly receive: string | null;
  readonly timeoutUnits: number;
  readonly adaptive: 0 | 1 | 2;
};

export const DEFAULTS: Settings = {
  echo: true,
  linefeeds: false,
  headers: false,
  spaces: true,
  lengths: false,
  formatting: true,
  responses: true,
  protocol: 0,
  isAutomatic: true,
  connected: null,
  header: null,
  receive: null,
  timeoutUnits: 0x32,
  adaptive: 1,
};

/** What stays when the adapter starts anew: the protocol that `ATSP` stored. */
export type Memory = Pick<Settings, 'protocol' | 'isAutomatic'>;
