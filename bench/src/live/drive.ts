import { crc32 } from 'node:zlib';
import { type Column, encodeFrame, type StreamDescription } from '@outlap/protocol';
import { LARKMOOR, streamRecording } from '@outlap/telemetry';

/** A drive as a recorder would send it, encoded once for all cars: a car begins anywhere in it and changes three numbers. */
export type EncodedDrive = {
  readonly description: StreamDescription;
  readonly frames: readonly Buffer[];
  readonly samplesPerFrame: number;
  readonly rateHz: number;
  /** Where `seq` (u32), `sentAt` and `start` (f64, big-endian) lie in each frame. */
  readonly seqAt: number;
  readonly sentAtAt: number;
  readonly startAt: number;
};

/** `crc` and its number, the last entry of a frame. */
const CHECKSUM_BYTES = 9;
/** Wide enough that each `seq` takes four bytes, so that it can be written over. */
const WIDE_SEQ = 0x7fff_fff0;

/** `minutes` of the simulated car with `channels` channels, of which the last one counts the samples. */
export function encodeDrive(options: {
  readonly channels: number;
  readonly minutes: number;
  readonly rateHz: number;
  readonly samplesPerFrame: number;
}): EncodedDrive {
  const { channels, minutes, rateHz, samplesPerFrame } = options;
  const stream = streamRecording({ channels: channels - 1, hours: minutes / 60, rateHz });
  const frames: Buffer[] = [];
  for (const block of stream.blocks) {
    for (let from = 0; from + samplesPerFrame <= block.count; from += samplesPerFrame) {
      const columns: Column[] = block.columns.map((column) =>
        Float32Array.from(column.subarray(from, from + samplesPerFrame)),
      );
      columns.push(new Int32Array(samplesPerFrame));
      const bytes = encodeFrame({
        seq: WIDE_SEQ,
        sentAt: 0,
        parts: [{ group: 0, start: 0, count: samplesPerFrame, columns }],
      });
      frames.push(Buffer.from(bytes));
    }
  }
  const [first = Buffer.alloc(0)] = frames;
  return {
    description: describe(stream, rateHz),
    frames,
    samplesPerFrame,
    rateHz,
    seqAt: after(first, 'seq') + 1,
    sentAtAt: after(first, 'sentAt') + 1,
    startAt: after(first, 'start') + 1,
  };
}

function after(frame: Buffer, key: string): number {
  return frame.indexOf(key) + key.length;
}

function describe(stream: ReturnType<typeof streamRecording>, rateHz: number): StreamDescription {
  const channels = stream.channels.map(({ name, sourceName, unit, sourceUnit }) => ({
    name,
    sourceName,
    unit,
    sourceUnit,
    type: 'f32' as const,
  }));
  const counter = { name: 'sampleCount', sourceName: 'sampleCount', unit: '', sourceUnit: '' };
  return {
    source: 'simulator',
    startedAt: new Date().toISOString(),
    driver: null,
    vehicle: { name: 'Bench car' },
    track: {
      name: LARKMOOR.name,
      layout: LARKMOOR.layout,
      lengthMetres: stream.head.track.lengthMetres,
    },
    groups: [{ rateHz, channels: [...channels, { ...counter, type: 'i32' }] }],
  };
}

/** Makes a copy of frame `index` of the drive the frame `seq` of a car whose count begins with it. */
export function toCarFrame(
  drive: EncodedDrive,
  index: number,
  seq: number,
  sentAt: number,
): Buffer {
  const { frames, samplesPerFrame, rateHz, seqAt, sentAtAt, startAt } = drive;
  const frame = Buffer.from(frames[index % frames.length] ?? Buffer.alloc(0));
  const firstSample = (seq - 1) * samplesPerFrame;
  frame.writeUInt32BE(seq, seqAt);
  frame.writeDoubleBE(sentAt, sentAtAt);
  frame.writeDoubleBE(firstSample / rateHz, startAt);
  const counterAt = frame.length - CHECKSUM_BYTES - 4 * samplesPerFrame;
  for (let i = 0; i < samplesPerFrame; i++) frame.writeInt32LE(firstSample + i, counterAt + 4 * i);
  frame.writeUInt32BE(crc32(frame.subarray(0, -CHECKSUM_BYTES)), frame.length - 4);
  return frame;
}
