import type { Channel, NumericValues, TimeBase } from '../channels/channel.ts';
import type { Recording } from '../recording/recording.ts';
import { GT_CAR } from './car.ts';
import { LARKMOOR } from './circuit.ts';
import { createDrive, type Drive, type DrivenLap } from './drive.ts';
import type { DriveOptions } from './drive-options.ts';
import { STEADY_DRIVER } from './lap-plan.ts';
import { type SampleBlock, newColumn, sampleDrive } from './sampling.ts';
import type { Sensor } from './sensor.ts';
import { STANDARD_SENSORS } from './standard-sensors.ts';
import { wideSensors } from './wide-sensors.ts';

/** A drive and how it is recorded. */
export type SimulateOptions = DriveOptions & {
  /** Samples a second, 60 by default. */
  readonly rateHz?: number;
  /** ISO 8601; the recording says null without it. */
  readonly startedAt?: string;
  /** Number of channels; the standard ones by default. */
  readonly channels?: number;
};

/** A simulated recording with what a recorder cannot know: the exact times of its laps. */
export type Simulation = { readonly recording: Recording; readonly laps: readonly DrivenLap[] };

/** The name, unit and rate of each channel of a simulated recording, without values. */
export type ChannelHead = Omit<Channel, 'values' | 'time'>;

/** A recording that comes block by block: everything but the samples, then the samples in order. */
export type SimulationStream = {
  readonly head: Omit<Recording, 'channels' | 'durationSeconds' | 'report'>;
  readonly channels: readonly ChannelHead[];
  readonly rateHz: number;
  readonly sampleCount: number;
  readonly blocks: Generator<SampleBlock, void, undefined>;
};

/** Drives the planned laps and records them. The same options give the same bytes. Endless plans never return. */
export function simulate(options: SimulateOptions): Recording {
  return simulateSession(options).recording;
}

/** Like `simulate`, with the exact crossing times of the laps, seconds since the first sample. */
export function simulateSession(options: SimulateOptions): Simulation {
  const { rateHz = 60, seed } = options;
  const sensors = sensorsOf(options.channels);
  const drive = createDrive(options);
  const blocks = [...sampleDrive(drive, sensors, { rateHz, maxSamples: Infinity, seed })];
  return { recording: toRecording(options, drive, sensors, blocks), laps: [...drive.laps] };
}

/** How long and how wide a generated recording is. */
export type GenerateOptions = {
  readonly channels: number;
  readonly hours: number;
  readonly seed?: number;
  readonly rateHz?: number;
  readonly startedAt?: string;
  readonly circuit?: DriveOptions['circuit'];
};

/** A long session for measuring: lap after lap, of exactly `hours`, samples in blocks of at most a minute at 60 Hz. */
export function streamRecording(options: GenerateOptions): SimulationStream {
  const { channels, hours, seed = 1, rateHz = 60, circuit = LARKMOOR } = options;
  const driveOptions: SimulateOptions = {
    circuit,
    seed,
    laps: () => ({}),
    outLap: true,
    fuelLitres: Math.min(110, 110 * hours),
    ...(options.startedAt === undefined ? {} : { startedAt: options.startedAt }),
  };
  const sensors = sensorsOf(channels);
  const drive = createDrive(driveOptions);
  const sampleCount = Math.round(hours * 3600 * rateHz);
  return {
    head: headOf(driveOptions, drive),
    channels: sensors.map((sensor) => toHead(sensor, rateHz)),
    rateHz,
    sampleCount,
    blocks: sampleDrive(drive, sensors, { rateHz, maxSamples: sampleCount, seed }),
  };
}

/** The whole of `streamRecording` as one recording; holds every sample once. */
export function generateRecording(options: GenerateOptions): Recording {
  const stream = streamRecording(options);
  const sensors = sensorsOf(options.channels);
  const columns = sensors.map(({ store }) => newColumn(store, stream.sampleCount));
  for (const block of stream.blocks) {
    block.columns.forEach((values, c) => columns[c]?.set(values, block.firstSample));
  }
  const time = timeOf(stream.rateHz, stream.sampleCount);
  return {
    ...stream.head,
    durationSeconds: durationOf(time),
    channels: stream.channels.map((head, c) => ({
      ...head,
      time,
      values: columns[c] ?? new Float32Array(stream.sampleCount),
    })),
    report: reportOf(stream.sampleCount),
  };
}

const sensorsOf = (channels: number | undefined): readonly Sensor[] =>
  channels === undefined ? STANDARD_SENSORS : wideSensors(channels);

type Uniform = Extract<TimeBase, { kind: 'uniform' }>;
const timeOf = (rateHz: number, count: number): Uniform => ({
  kind: 'uniform',
  startSeconds: 0,
  rateHz,
  count,
});
const durationOf = ({ count, rateHz }: Uniform): number => Math.max(0, count - 1) / rateHz;
const reportOf = (rows: number): Recording['report'] => ({
  rowsTotal: rows,
  rowsKept: rows,
  reasons: {},
  warnings: [],
});

function toHead({ name, sourceName, unit, sourceUnit }: Sensor, rateHz: number): ChannelHead {
  return { name, sourceName, unit, sourceUnit, rateHz };
}

function headOf(options: SimulateOptions, { course }: Drive): SimulationStream['head'] {
  const { circuit } = options;
  return {
    format: 'simulation',
    formatVersion: null,
    startedAt: options.startedAt ?? null,
    driver: (options.driver ?? STEADY_DRIVER).name,
    vehicle: { name: (options.car ?? GT_CAR).name },
    track: { name: circuit.name, layout: circuit.layout, lengthMetres: course.lengthMetres },
    beaconSeconds: [],
    gates: [],
    sectorFractions: circuit.sectorFractions,
  };
}

function toRecording(
  options: SimulateOptions,
  drive: Drive,
  sensors: readonly Sensor[],
  blocks: readonly SampleBlock[],
): Recording {
  const { rateHz = 60 } = options;
  const count = blocks.reduce((sum, block) => sum + block.count, 0);
  const time = timeOf(rateHz, count);
  const channels = sensors.map((sensor, c): Channel => {
    const values = newColumn(sensor.store, count);
    for (const block of blocks) copyColumn(values, block, c);
    return { ...toHead(sensor, rateHz), time, values };
  });
  return {
    ...headOf(options, drive),
    durationSeconds: durationOf(time),
    channels,
    report: reportOf(count),
  };
}

function copyColumn(values: NumericValues, block: SampleBlock, c: number): void {
  const column = block.columns[c];
  if (column) values.set(column, block.firstSample);
}
