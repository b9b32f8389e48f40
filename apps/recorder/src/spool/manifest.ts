import { join } from 'node:path';
import type { StreamDescription } from '@outlap/protocol';
import { readJson, replaceKeepingOld, syncFolder } from './files.ts';
import type { GapRange } from './gaps.ts';

/** What is known of a stream beside its frames. */
export type Manifest = Identity & Progress;

/** What a stream is: without it its frames say nothing. Written durably, and only when it changes. */
type Identity = { readonly streamId: string; readonly description: StreamDescription };

/** How far a stream is: without it everything is offered again, and the server says what it has. */
type Progress = {
  readonly acked: number;
  /** Last seq of a stream that is over. */
  readonly ended: number | null;
  readonly gaps: readonly GapRange[];
  readonly dropped: number;
};

const IDENTITY = 'stream.json';
const PROGRESS = 'manifest.json';
const NOTHING_YET: Progress = { acked: 0, ended: null, gaps: [], dropped: 0 };

/** What the folder of a stream says about it; undefined where it does not say which stream it is. */
export function readManifest(folder: string): Manifest | undefined {
  const progress = readNewest(join(folder, PROGRESS), toProgress);
  // An earlier version wrote both into one file.
  const identity = readIdentity(folder) ?? readNewest(join(folder, PROGRESS), toIdentity);
  if (!identity) return undefined;
  const { streamId, description } = identity;
  const { acked, ended, gaps, dropped } = progress ?? NOTHING_YET;
  return { streamId, description, acked, ended, gaps, dropped };
}

export function readIdentity(folder: string): Identity | undefined {
  return readNewest(join(folder, IDENTITY), toIdentity);
}

export function writeIdentity(folder: string, manifest: Identity): void {
  const { streamId, description } = manifest;
  write(join(folder, IDENTITY), { streamId, description }, true);
  syncFolder(folder);
}

/** `flush` false: without fsync, for those who asked for it. */
export function writeProgress(folder: string, manifest: Progress, flush: boolean): void {
  const { acked, ended, gaps, dropped } = manifest;
  write(join(folder, PROGRESS), { acked, ended, gaps, dropped }, flush);
}

function write(path: string, content: object, flush: boolean): void {
  replaceKeepingOld(path, JSON.stringify({ version: 1, ...content }), flush);
}

type Versioned = { readonly version?: unknown };

function readNewest<T>(path: string, toWhole: (one: Versioned) => T | undefined): T | undefined {
  for (const one of [path, `${path}.previous`]) {
    const content = readJson<Versioned>(one);
    const whole = content?.version === 1 ? toWhole(content) : undefined;
    if (whole) return whole;
  }
  return undefined;
}

function toIdentity(one: Versioned): Identity | undefined {
  const { streamId, description } = one as Partial<Identity>;
  return typeof streamId === 'string' && description ? { streamId, description } : undefined;
}

function toProgress(one: Versioned): Progress | undefined {
  const { acked, ended = null, gaps, dropped = 0 } = one as Partial<Progress>;
  const isWhole = Number.isSafeInteger(acked) && Array.isArray(gaps);
  return acked !== undefined && gaps && isWhole ? { acked, ended, gaps, dropped } : undefined;
}
