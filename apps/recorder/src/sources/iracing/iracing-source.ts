import { FormatError, type LiveHeader, type SessionText } from '@outlap/formats';
import type { FramePart, StreamDescription } from '@outlap/protocol';
import {
  FRAME_SECONDS,
  type Source,
  type SourceClock,
  SourceError,
  type SourceItem,
} from '../source.ts';
import { LiveGroups } from './live-groups.ts';
import type { LiveMemory, OpenLiveMemory } from './live-memory.ts';
import { SessionParser } from './session-parser.ts';
import { TickClock } from './tick-clock.ts';
import { type Tick, TickReader } from './tick-reader.ts';

const RETRY_SECONDS = 2;
/** So long without a record, and the sim is paused, loading or gone. */
const SILENT_SECONDS = 5;

/** iRacing by its live memory, opened again and again until the sim runs. */
export class IracingSource implements Source {
  #open: OpenLiveMemory;
  #clock: SourceClock;
  #origin: number;
  #startedAt: string;
  #groups = new LiveGroups();
  #parser = new SessionParser();
  #session: SessionText | undefined;
  #closed = new AbortController();

  constructor(open: OpenLiveMemory, clock: SourceClock) {
    this.#open = open;
    this.#clock = clock;
    this.#origin = clock.seconds();
    this.#startedAt = new Date(clock.wall()).toISOString();
  }

  describe(): StreamDescription {
    const session = this.#session;
    return {
      source: 'iracing',
      startedAt: this.#startedAt,
      driver: session?.driver ?? null,
      vehicle: { name: session?.vehicle ?? null },
      track: {
        name: session?.track ?? null,
        layout: session?.layout ?? null,
        lengthMetres: session?.lengthMetres ?? null,
      },
      groups: this.#groups.described,
    };
  }

  request(): Promise<unknown> {
    return Promise.reject(new SourceError('unsupported', 'A sim has no diagnostic connector'));
  }

  async close(): Promise<void> {
    this.#closed.abort();
    await this.#parser.close();
  }

  async *frames(signal: AbortSignal): AsyncGenerator<SourceItem> {
    const stop = AbortSignal.any([signal, this.#closed.signal]);
    let isSaid = false;
    while (!stop.aborted) {
      const memory = await this.#open();
      if (memory) {
        try {
          yield* this.#drive(memory, stop);
        } finally {
          memory.close();
        }
        isSaid = false;
      }
      if (stop.aborted) return;
      if (!isSaid) yield link('connecting', 'Waiting for iRacing');
      isSaid = true;
      await this.#clock.sleep(RETRY_SECONDS, stop);
    }
  }

  /** Reads one mapping until it is silent; whoever opens it again sees whether the sim still runs. */
  async *#drive(memory: LiveMemory, stop: AbortSignal): AsyncGenerator<SourceItem> {
    const reader = new TickReader(memory);
    const before = readHeader(reader);
    if (before) reader.skip(before);
    const drive: Progress = { heard: this.#seconds(), update: null, ticks: null };
    while (!stop.aborted) {
      const header = readHeader(reader);
      if (header?.isConnected) yield* this.#take(reader, header, drive);
      const session = this.#parser.take();
      if (session) {
        this.#session = session;
        yield this.#described();
      }
      if (this.#seconds() - drive.heard > SILENT_SECONDS) {
        if (drive.ticks) yield link('silent', 'iRacing sends nothing');
        return;
      }
      await memory.wait(FRAME_SECONDS / 2, stop);
    }
  }

  /** What is new in the memory now. */
  *#take(reader: TickReader, header: LiveHeader, drive: Progress): Generator<SourceItem> {
    const found = reader.take(header);
    const newest = found.at(-1)?.tick;
    if (newest === undefined) return;
    if (!drive.ticks) yield link('connected', 'iRacing is driving');
    drive.ticks ??= new TickClock(header.tickRate);
    drive.heard = this.#seconds();
    const layout = reader.layout(header);
    if (this.#groups.learn(layout.read(new Uint8Array(0), 0))) yield this.#described();
    const parts: FramePart[] = [];
    for (const run of toRuns(found)) {
      const first = run[0]?.tick ?? newest;
      const seen = drive.heard - (newest - first) / header.tickRate;
      const seconds = drive.ticks.secondsOf(first, run.length, seen);
      const channels = layout.read(concatenate(run, header.recordLength), run.length);
      parts.push(...this.#groups.toParts(channels, run.length, seconds));
    }
    yield { kind: 'samples', parts };
    if (header.sessionUpdate !== drive.update) this.#parser.parse(reader.sessionText(header));
    drive.update = header.sessionUpdate;
  }

  #described(): SourceItem {
    return { kind: 'described', description: this.describe() };
  }

  #seconds(): number {
    return this.#clock.seconds() - this.#origin;
  }
}

/** How far one mapping has been read. */
type Progress = { heard: number; update: number | null; ticks: TickClock | null };

function link(state: 'connecting' | 'connected' | 'silent', detail: string): SourceItem {
  return { kind: 'link', state, detail };
}

/** A header that makes no sense is one that the sim is writing just now. */
function readHeader(reader: TickReader): LiveHeader | undefined {
  try {
    return reader.header();
  } catch (error) {
    if (error instanceof FormatError) return undefined;
    throw error;
  }
}

/** Ticks that follow each other without a hole. */
function toRuns(ticks: readonly Tick[]): Tick[][] {
  const runs: Tick[][] = [];
  for (const tick of ticks) {
    const run = runs.at(-1);
    if (run?.at(-1)?.tick === tick.tick - 1) run.push(tick);
    else runs.push([tick]);
  }
  return runs;
}

function concatenate(run: readonly Tick[], recordLength: number): Uint8Array {
  const records = new Uint8Array(run.length * recordLength);
  run.forEach(({ record }, i) => records.set(record, i * recordLength));
  return records;
}
