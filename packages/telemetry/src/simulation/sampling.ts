/**
 * Samples a drive at a fixed rate, block by block, so that an hour can be written out without being held. Values are
 * taken at 0, 1/rate, 2/rate … seconds of the drive.
 */
import { toLocal } from '../geometry/local-plane.ts';
import type { NumericValues } from '../channels/channel.ts';
import type { Drive } from './drive.ts';
import type { Sensor, SensorScene, SensorStore } from './sensor.ts';

/** Consecutive samples of all sensors, one array a sensor in their order; arrays are new in every block. */
export type SampleBlock = {
  readonly firstSample: number;
  readonly count: number;
  readonly columns: readonly NumericValues[];
};

const BLOCK_SAMPLES = 3600;

/** Drives on and yields blocks until the drive is over or `maxSamples` are taken. */
export function* sampleDrive(
  drive: Drive,
  sensors: readonly Sensor[],
  { rateHz, maxSamples, seed }: { rateHz: number; maxSamples: number; seed: number },
): Generator<SampleBlock, void, undefined> {
  const { circuit, lengthMetres } = drive.course;
  const scene: SensorScene = { car: drive.car, plane: toLocal(circuit.origin), seed, lengthMetres };
  let firstSample = 0;
  for (;;) {
    const room = Math.min(BLOCK_SAMPLES, maxSamples - firstSample);
    const columns = sensors.map(({ store }) => newColumn(store, room));
    columns.forEach((column, c) => fillConstant(column, sensors[c]));
    let count = 0;
    while (count < room && drive.advance((firstSample + count) / rateHz)) {
      for (let c = 0; c < sensors.length; c++) {
        const read = sensors[c]?.read;
        if (typeof read === 'function') columns[c]![count] = read(drive.state, scene);
      }
      count++;
    }
    if (count > 0) yield { firstSample, count, columns: columns.map((c) => c.subarray(0, count)) };
    firstSample += count;
    if (count < room || firstSample >= maxSamples) return;
  }
}

function fillConstant(column: NumericValues, from: Sensor | undefined): void {
  if (typeof from?.read === 'number') column.fill(from.read);
}

/** An empty column of a sensor's width. */
export function newColumn(store: SensorStore, count: number): NumericValues {
  switch (store) {
    case 'f32':
      return new Float32Array(count);
    case 'f64':
      return new Float64Array(count);
    case 'i32':
      return new Int32Array(count);
    case 'u32':
      return new Uint32Array(count);
    case 'u8':
      return new Uint8Array(count);
  }
}
