import type { Recording, TimeBase } from '@outlap/telemetry';
import { CIRCUITS, type SimulatorOptions, toCar } from './open-simulator.ts';

/** The first `seconds` of a simulated drive as a recording; less where it is over before. */
export function toRecording(
  options: SimulatorOptions,
  seconds: number,
  startedAt: string,
): Recording {
  const { head, sensors, rateHz, take } = toCar(options);
  const { count, columns } = take(Math.round(seconds * rateHz));
  const time: TimeBase = { kind: 'uniform', startSeconds: 0, rateHz, count };
  return {
    ...head,
    format: 'simulation',
    formatVersion: null,
    startedAt,
    durationSeconds: Math.max(0, count - 1) / rateHz,
    channels: sensors.map(({ name, sourceName, unit, sourceUnit }, c) => ({
      name,
      sourceName,
      unit,
      sourceUnit,
      rateHz,
      time,
      values: columns[c] ?? new Float32Array(count),
    })),
    beaconSeconds: [],
    gates: [],
    sectorFractions: options.road ? [] : CIRCUITS[options.circuit ?? 'larkmoor'].sectorFractions,
    report: { rowsTotal: count, rowsKept: count, reasons: {}, warnings: [] },
  };
}
