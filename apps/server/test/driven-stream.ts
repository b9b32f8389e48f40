import { randomUUID } from 'node:crypto';
import {
  type Column,
  type ColumnType,
  decodeFrame,
  encodeFrame,
  type FrameInput,
  type StreamDescription,
} from '@outlap/protocol';
import { type Channel, type Recording, sampleCount, sampleSeconds } from '@outlap/telemetry';
import type { BusMessage } from '../src/bus/bus.ts';
import type { Deps } from '../src/deps.ts';

const TYPES: Readonly<Record<string, ColumnType>> = {
  Float32Array: 'f32',
  Float64Array: 'f64',
  Int8Array: 'i8',
  Uint8Array: 'u8',
  Int16Array: 'i16',
  Uint16Array: 'u16',
  Int32Array: 'i32',
  Uint32Array: 'u32',
};

function typeOf({ values }: Channel): ColumnType {
  return TYPES[values.constructor.name] ?? 'text';
}

/** A recording as a recorder describes it: a group a time base. */
export function describeRecording(
  recording: Recording,
  about: Partial<StreamDescription> = {},
): StreamDescription {
  const bases = [...new Set(recording.channels.map(({ time }) => time))];
  return {
    source: 'file',
    startedAt: recording.startedAt ?? '2026-04-01T10:00:00.000Z',
    driver: recording.driver,
    vehicle: recording.vehicle,
    track: { ...recording.track, sectorFractions: recording.sectorFractions },
    groups: bases.map((base) => ({
      rateHz: base.kind === 'uniform' ? base.rateHz : null,
      channels: recording.channels
        .filter(({ time }) => time === base)
        .map((channel) => ({
          name: channel.name,
          sourceName: channel.sourceName,
          unit: channel.unit,
          sourceUnit: channel.sourceUnit,
          type: typeOf(channel),
        })),
    })),
    ...about,
  };
}

/** A recording as the frames that a recorder sends of it, each of so many seconds. */
export function* framesOf(recording: Recording, frameSeconds = 0.1): Generator<FrameInput> {
  const bases = [...new Set(recording.channels.map(({ time }) => time))];
  const groups = bases.map((time) => ({
    time,
    channels: recording.channels.filter((channel) => channel.time === time),
    at: 0,
  }));
  let seq = 0;
  for (let k = 1; groups.some(({ at, time }) => at < sampleCount(time)); k++) {
    const parts = groups.flatMap((state, group) => {
      const from = state.at;
      while (
        state.at < sampleCount(state.time) &&
        sampleSeconds(state.time, state.at) < k * frameSeconds
      )
        state.at++;
      const count = state.at - from;
      if (count === 0) return [];
      const start = sampleSeconds(state.time, from);
      const columns = state.channels.map(({ values }) => values.slice(from, state.at) as Column);
      if (state.time.kind === 'uniform') return [{ group, start, count, columns }];
      const offsets = Uint32Array.from({ length: count }, (_, i) =>
        Math.round((sampleSeconds(state.time, from + i) - start) * 1e6),
      );
      return [{ group, start, count, offsets, columns }];
    });
    if (parts.length > 0) yield { seq: ++seq, sentAt: 0, parts };
  }
}

/** A recorder without a socket: what it sends goes through the same intake. */
export class DrivenStream {
  readonly id = randomUUID();
  readonly #deps: Deps;
  readonly #description: StreamDescription;
  #state: Awaited<ReturnType<Deps['ingest']['attach']>> | undefined;

  constructor(deps: Deps, description: StreamDescription, id?: string) {
    this.#deps = deps;
    this.#description = description;
    if (id !== undefined) this.id = id as typeof this.id;
  }

  async begin(): Promise<string> {
    const peer = { instance: () => 'test', send: () => undefined, close: () => undefined };
    this.#state = await this.#deps.ingest.attach({ userId: this.#deps.ownerId }, this.id, peer);
    await this.#deps.ingest.describe(this.#state, this.#description, { name: 'test' });
    return this.#state.sessionId ?? '';
  }

  /** Sends frames, making them durable every now and then. */
  async send(frames: Iterable<FrameInput>, batch = 200): Promise<void> {
    if (!this.#state) throw new Error('begin first');
    let n = 0;
    for (const frame of frames) {
      this.#deps.ingest.take(
        this.#state,
        decodeFrame(encodeFrame({ ...frame, sentAt: Date.now() })),
      );
      if (++n % batch === 0) await this.#deps.ingest.flush();
    }
    await this.#deps.ingest.flush();
  }

  end(seq: number): void {
    if (this.#state) this.#deps.ingest.end(this.#state, seq);
  }
}

/** The next message of a kind about a session that fits. */
export function nextMessage<K extends BusMessage['kind']>(
  { bus }: Pick<Deps, 'bus'>,
  sessionId: string,
  kind: K,
  fits: (message: Extract<BusMessage, { kind: K }>) => boolean = () => true,
): Promise<Extract<BusMessage, { kind: K }>> {
  return new Promise((resolve) => {
    const stop = bus.subscribe(sessionId, (message) => {
      const one = message as Extract<BusMessage, { kind: K }>;
      if (message.kind !== kind || !fits(one)) return;
      stop();
      resolve(one);
    });
  });
}
