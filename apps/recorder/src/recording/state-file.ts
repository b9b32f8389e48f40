import { join } from 'node:path';
import { isDiskTrouble, readJson, replaceFile } from '../spool/index.ts';
import type { LinkState } from '../uplink/index.ts';

/** What a recorder writes about itself once a second beside its spool; `outlap status` reads it. */
export type RecorderState = {
  readonly version: 1;
  readonly pid: number;
  /** ISO 8601 UTC, as all times here. */
  readonly updatedAt: string;
  readonly running: boolean;
  readonly source: string;
  readonly vehicle: string | null;
  readonly server: string;
  readonly link: LinkState | null;
  /** What the source says about its own link. */
  readonly car: { readonly state: string; readonly detail: string } | null;
  readonly queuedFrames: number;
  readonly oldestSeconds: number;
  readonly droppedFrames: number;
  readonly retries: number;
  readonly lastAckAt: string | null;
  readonly clockOffsetMs: number | null;
  readonly roundTripMs: number | null;
  readonly achievedHz: Readonly<Record<string, number>>;
  /** Why the disk takes no frames at the moment. */
  readonly diskTrouble: string | null;
};

const NAME = 'state.json';

/** A full disk is no reason to stop: the state is only for looking. */
export function writeState(folder: string, state: RecorderState): void {
  try {
    replaceFile(join(folder, NAME), JSON.stringify(state), false);
  } catch (error) {
    if (!isDiskTrouble(error)) throw error;
  }
}

export function readState(folder: string): RecorderState | undefined {
  const state = readJson<RecorderState>(join(folder, NAME));
  return state?.version === 1 ? state : undefined;
}
