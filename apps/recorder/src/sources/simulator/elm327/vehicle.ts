import type { LiveCar } from '@outlap/telemetry';
import { readCar, switchedOff } from './car-reading.ts';
import { type Answer, answer, type EcuMemory } from './ecu.ts';
import { ENGINE_PIDS, GEARBOX_PIDS, type Situation } from './pids.ts';

/** Trouble codes a car has, `P0133` and so on. */
export type Codes = {
  readonly stored?: readonly string[];
  readonly pending?: readonly string[];
  readonly permanent?: readonly string[];
};

/** Whether the key is turned, and whether the engine turns. */
export type Key = 'off' | 'on' | 'running';

export type VehicleOptions = {
  readonly car: LiveCar;
  readonly codes?: Codes;
  readonly vin?: string;
  /** Seconds since the car was made, never back. */
  readonly seconds: () => number;
  readonly key: () => Key;
};

/** Who is asked: every control unit, or the one with this number. */
export type Target = 'all' | number;

/** A simulated car with two control units on its diagnostic bus: engine (0) and gearbox (1). */
export type Vehicle = {
  /** Answers by the number of their control unit; empty when the ignition is off. */
  readonly ask: (
    bytes: readonly number[],
    isCan: boolean,
    target: Target,
  ) => { readonly ecu: number; readonly messages: Answer }[];
  readonly key: () => Key;
  readonly volts: () => number;
};

const VIN = 'WMWZZZ99ZTS000042';
/** How long ago the codes of a new car were cleared. */
const LAST_CLEARED = { seconds: 400_000, metres: 3_400_000 };

export function createVehicle(options: VehicleOptions): Vehicle {
  const { car, seconds, key } = options;
  let clearedAt = { seconds: -LAST_CLEARED.seconds, metres: -LAST_CLEARED.metres };

  function situation(codes: readonly string[]): Situation {
    car.drive.advance(seconds());
    const reading = readCar(car);
    const state = key() === 'running' ? reading : switchedOff(reading);
    return {
      ...state,
      count: codes.length,
      clearedSeconds: state.seconds - clearedAt.seconds,
      clearedMetres: state.metres - clearedAt.metres,
      volts: volts(),
    };
  }

  const volts = (): number => ({ off: 12.3, on: 12.1, running: 14.1 })[key()];
  const ecus = toEcus(options, () => situation(options.codes?.stored ?? []));

  function clear(): void {
    const { seconds: now, metres } = situation([]);
    clearedAt = { seconds: now, metres };
    for (const ecu of ecus) {
      ecu.stored = [];
      ecu.pending = [];
      ecu.freeze = null;
    }
  }

  return {
    key,
    volts,
    ask: (bytes, isCan, target) => {
      if (key() === 'off') return [];
      return ecus.flatMap((ecu, index) => {
        if (target !== 'all' && target !== index) return [];
        const now = situation(ecu.stored);
        const isPhysical = target !== 'all';
        const messages = answer(ecu, { bytes, isCan, isPhysical, now, clear });
        return messages.length > 0 ? [{ ecu: index, messages }] : [];
      });
    },
  };
}

/** Value, least and most of three tests, one of them with negative numbers. */
const MONITORS: Readonly<Record<number, readonly number[]>> = {
  0x01: [0x01, 0x01, 0x0a, 0x0b, 0xb8, 0x00, 0x00, 0x13, 0x88],
  0x21: [0x21, 0x80, 0x20, 0x00, 0x91, 0x00, 0x00, 0x01, 0x00],
  0x39: [0x39, 0x8a, 0xfe, 0xff, 0x38, 0xfe, 0x0c, 0x01, 0xf4],
  0xa2: [
    0xa2, 0x0b, 0x24, 0x00, 0x00, 0x00, 0x00, 0xff, 0xff, 0xa2, 0x0c, 0x24, 0x00, 0x02, 0x00, 0x00,
    0xff, 0xff,
  ],
};

function toEcus({ codes = {}, vin = VIN }: VehicleOptions, now: () => Situation): EcuMemory[] {
  const of =
    (isGearbox: boolean) =>
    (list: readonly string[] = []) =>
      list.filter((code) => /^P[01][78]/.test(code) === isGearbox);
  const memory = (isGearbox: boolean) => {
    const stored = of(isGearbox)(codes.stored);
    const [first] = stored;
    return {
      stored,
      pending: of(isGearbox)(codes.pending),
      permanent: of(isGearbox)(codes.permanent),
      freeze: first === undefined ? null : { code: first, at: now() },
    };
  };
  return [
    {
      name: 'ECM\0-EngineControl',
      pids: ENGINE_PIDS,
      vin,
      calibration: '56028949AC',
      verification: 0x17_91_bc_82,
      monitors: MONITORS,
      ...memory(false),
    },
    {
      name: 'TCM\0-TransmisCtrl',
      pids: GEARBOX_PIDS,
      vin: null,
      calibration: 'GB0412-07',
      verification: 0x0a_5f_33_10,
      monitors: {},
      ...memory(true),
    },
  ];
}
