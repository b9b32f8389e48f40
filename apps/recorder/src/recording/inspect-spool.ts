import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { findHolder, readManifest, readRecords } from '../spool/index.ts';
import type { LinkState } from '../uplink/index.ts';
import { readState, type RecorderState } from './state-file.ts';

/** A spool as it lies on the disk, with what its recorder last said about itself. */
export type SpoolReport = {
  readonly folder: string;
  readonly recorder: { readonly pid: number } | null;
  readonly vehicle: string | null;
  readonly server: string | null;
  readonly link: LinkState | null;
  readonly streams: number;
  readonly bytes: number;
  readonly queuedFrames: number;
  readonly oldestSeconds: number | null;
  readonly droppedFrames: number;
  readonly quarantined: number;
  readonly retries: number | null;
  readonly lastAckAt: string | null;
  readonly clockOffsetMs: number | null;
  readonly achievedHz: Readonly<Record<string, number>>;
  readonly diskTrouble: string | null;
  /** Folders with frames of which nothing says what they are. */
  readonly unreadable: readonly string[];
};

/** Looks at a spool without touching it; undefined where there is none. */
export function inspectSpool(folder: string, wall: number): SpoolReport | undefined {
  if (!isSpool(folder)) return undefined;
  const pid = findHolder(folder);
  const state = readState(folder);
  const isRunning = pid !== undefined && state?.pid === pid;
  const streams = list(join(folder, 'streams')).map((name) => join(folder, 'streams', name));
  const unreadable = streams.filter(isUnreadable);
  // A running recorder knows its queue; counting it anew would read all of it.
  const waiting = isRunning
    ? state
    : countWaiting(
        streams.filter((stream) => !unreadable.includes(stream)),
        wall,
      );
  return {
    folder,
    recorder: pid === undefined ? null : { pid },
    ...saidBy(state),
    ...(isRunning ? {} : { link: null, achievedHz: {} }),
    streams: streams.length,
    bytes: streams.reduce((sum, stream) => sum + bytesOf(stream), 0),
    queuedFrames: waiting.queuedFrames,
    oldestSeconds: waiting.queuedFrames > 0 ? waiting.oldestSeconds : null,
    droppedFrames: waiting.droppedFrames,
    quarantined: list(join(folder, 'quarantine')).filter((name) => name.endsWith('.json')).length,
    diskTrouble: toTrouble(isRunning ? state.diskTrouble : null, unreadable),
    unreadable,
  };
}

type Said = Pick<
  SpoolReport,
  'vehicle' | 'server' | 'link' | 'retries' | 'lastAckAt' | 'clockOffsetMs' | 'achievedHz'
>;

function saidBy(state: RecorderState | undefined): Said {
  if (!state) return NOTHING_SAID;
  const { vehicle, server, link, retries, lastAckAt, clockOffsetMs, achievedHz } = state;
  return { vehicle, server, link, retries, lastAckAt, clockOffsetMs, achievedHz };
}

const NOTHING_SAID: Said = {
  vehicle: null,
  server: null,
  link: null,
  retries: null,
  lastAckAt: null,
  clockOffsetMs: null,
  achievedHz: {},
};

/** Every spool in a folder, or in a folder of it: several cars of one simulation lie in one. */
export function findSpools(folder: string, depth = 2): readonly string[] {
  if (isSpool(folder)) return [folder];
  if (depth === 0) return [];
  return list(folder).flatMap((name) => findSpools(join(folder, name), depth - 1));
}

function isSpool(folder: string): boolean {
  return existsSync(join(folder, 'streams'));
}

function list(folder: string): readonly string[] {
  const isFolder = statSync(folder, { throwIfNoEntry: false })?.isDirectory() ?? false;
  return isFolder ? readdirSync(folder).toSorted() : [];
}

function segmentsOf(stream: string): readonly string[] {
  return list(stream)
    .filter((name) => name.endsWith('.seg'))
    .map((name) => join(stream, name));
}

function toTrouble(trouble: string | null, unreadable: readonly string[]): string | null {
  const told = unreadable.map((folder) => `nothing says what the frames in ${folder} are`);
  return [...(trouble === null ? [] : [trouble]), ...told].join('; ') || null;
}

function isUnreadable(stream: string): boolean {
  return readManifest(stream) === undefined && segmentsOf(stream).length > 0;
}

/** Files may go while we look: their recorder works on. */
function bytesOf(stream: string): number {
  return segmentsOf(stream).reduce(
    (sum, path) => sum + (statSync(path, { throwIfNoEntry: false })?.size ?? 0),
    0,
  );
}

function countWaiting(streams: readonly string[], wall: number) {
  let queuedFrames = 0;
  let droppedFrames = 0;
  let oldest: number | undefined;
  for (const stream of streams) {
    const manifest = readManifest(stream);
    droppedFrames += manifest?.dropped ?? 0;
    for (const path of segmentsOf(stream))
      for (const { seq, wall: at } of readRecords(readFileSync(path)).records) {
        if (seq <= (manifest?.acked ?? 0)) continue;
        queuedFrames++;
        oldest ??= at;
      }
  }
  const oldestSeconds = oldest === undefined ? 0 : Math.max(0, (wall - oldest) / 1000);
  return { queuedFrames, oldestSeconds, droppedFrames };
}
