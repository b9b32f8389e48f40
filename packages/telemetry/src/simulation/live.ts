/**
 * Cars that are driven while somebody looks on: the same drives and sensors as of simulated recordings, taken a few
 * samples at a time and without an end. Pure: the caller says how many samples are due.
 */
import { toLocal } from '../geometry/local-plane.ts';
import type { Recording } from '../recording/recording.ts';
import { GT_CAR } from './car.ts';
import { createDrive, type Drive } from './drive.ts';
import type { DriveOptions, Weather } from './drive-options.ts';
import { type Driver, type LapPlan, STEADY_DRIVER } from './lap-plan.ts';
import { randomAt, smoothAt } from './noise.ts';
import { createRoadDrive, type RoadDrive, type RoadOptions } from './road-drive.ts';
import { ROAD_CAR_NAME, ROAD_SENSORS } from './road-sensors.ts';
import { newColumn, type SampleBlock } from './sampling.ts';
import type { Sensor, SensorScene } from './sensor.ts';
import { STANDARD_SENSORS } from './standard-sensors.ts';
import { wideSensors } from './wide-sensors.ts';

/** One channel of a car under way, with the width its values have. */
export type LiveSensor = Pick<Sensor, 'name' | 'sourceName' | 'unit' | 'sourceUnit' | 'store'>;

/** A car under way and what it has on board. */
export type LiveCar<D extends Drive | RoadDrive = Drive | RoadDrive> = {
  readonly drive: D;
  readonly head: Pick<Recording, 'driver' | 'vehicle' | 'track'>;
  readonly sensors: readonly LiveSensor[];
  readonly rateHz: number;
  /** Drives on and gives the next `count` samples, fewer where the drive ends; the columns are new each time. */
  readonly take: (count: number) => SampleBlock;
};

export type LiveOptions = Partial<DriveOptions> &
  Pick<DriveOptions, 'circuit' | 'seed'> & {
    readonly rateHz?: number;
    /** Number of channels; the standard ones by default. */
    readonly channels?: number;
  };

const TANK_LITRES = 62;
const LEAST_LITRES = 7;
const PIT_SECONDS = 24;

/**
 * A car on a circuit. Unless `laps` says otherwise it goes round without an end, no lap like another, and comes in for
 * fuel and tyres when the tank is nearly empty. Driver and weather follow from the seed where they are not given.
 */
export function driveLive(options: LiveOptions): LiveCar<Drive> {
  const { seed, circuit, rateHz = 60, driver = driverFor(seed) } = options;
  const drive: Drive = createDrive({
    outLap: true,
    fuelLitres: TANK_LITRES,
    weather: weatherFor(seed),
    laps: (lap) => planFor(seed, lap, drive.state.fuelLitres),
    ...options,
    driver,
  });
  const { course } = drive;
  const scene: SensorScene = {
    car: drive.car,
    plane: toLocal(circuit.origin),
    seed,
    lengthMetres: course.lengthMetres,
  };
  const sensors = options.channels === undefined ? STANDARD_SENSORS : wideSensors(options.channels);
  return {
    drive,
    head: {
      driver: driver.name,
      vehicle: { name: (options.car ?? GT_CAR).name },
      track: { name: circuit.name, layout: circuit.layout, lengthMetres: course.lengthMetres },
    },
    sensors,
    rateHz,
    take: takeFrom(drive, rateHz, sensors, ({ read }) =>
      typeof read === 'number' ? read : () => read(drive.state, scene),
    ),
  };
}

/** A car on the road: no circuit, no laps, stops and traffic, as long as it is asked. */
export function driveRoad(options: RoadOptions & { readonly rateHz?: number }): LiveCar<RoadDrive> {
  const { rateHz = 10 } = options;
  const drive = createRoadDrive({ weather: weatherFor(options.seed), ...options });
  return {
    drive,
    head: {
      driver: null,
      vehicle: { name: ROAD_CAR_NAME },
      track: { name: null, layout: null, lengthMetres: null },
    },
    sensors: ROAD_SENSORS,
    rateHz,
    take: takeFrom(
      drive,
      rateHz,
      ROAD_SENSORS,
      ({ read }) =>
        () =>
          read(drive.state),
    ),
  };
}

function takeFrom<S extends LiveSensor>(
  drive: { readonly advance: (seconds: number) => boolean },
  rateHz: number,
  sensors: readonly S[],
  toRead: (sensor: S) => number | (() => number),
): LiveCar['take'] {
  const reads = sensors.map(toRead);
  let firstSample = 0;
  return (wanted) => {
    const columns = sensors.map(({ store }) => newColumn(store, wanted));
    reads.forEach((read, c) => {
      if (typeof read === 'number') columns[c]?.fill(read);
    });
    let count = 0;
    while (count < wanted && drive.advance((firstSample + count) / rateHz)) {
      for (let c = 0; c < reads.length; c++) {
        const read = reads[c];
        if (typeof read === 'function') columns[c]![count] = read();
      }
      count++;
    }
    const block = {
      firstSample,
      count,
      columns: count === wanted ? columns : columns.map((column) => column.slice(0, count)),
    };
    firstSample += count;
    return block;
  };
}

/** A driver of the given seed's own pace: none as good as another. */
function driverFor(seed: number): Driver {
  const share = (lane: number): number => (1 + randomAt(seed, 7000 + lane)) / 2;
  return {
    ...STEADY_DRIVER,
    name: `Simulated driver ${seed}`,
    gripShare: 0.925 + 0.035 * share(0),
    brakeMarginMetres: 1 + 6 * share(1),
    brakeSpreadMetres: 1 + 2 * share(2),
    lineSpreadMetres: 0.1 + 0.15 * share(3),
  };
}

/** Air and road that warm and cool slowly, by a degree or two in a quarter of an hour. */
function weatherFor(seed: number): (seconds: number) => Weather {
  return (seconds) => {
    const air = 21 + 4 * smoothAt(seed + 8001, seconds / 900);
    return {
      airTemperature: air,
      trackTemperature: air + 9 + 3 * smoothAt(seed + 8002, seconds / 700),
    };
  };
}

function planFor(seed: number, lap: number, fuelLitres: number): LapPlan {
  if (fuelLitres < LEAST_LITRES)
    return { gripShare: 0.88, pitStop: { seconds: PIT_SECONDS, fuelLitres: TANK_LITRES } };
  const corner = 1 + Math.floor(2 * (1 + randomAt(seed + 8003, lap)));
  const slip = randomAt(seed + 8004, lap);
  if (slip < 0.4) return {};
  return {
    corners: [{ number: corner, brakeEarlierMetres: 16 * slip, speedShare: 1 - 0.05 * slip }],
  };
}
