/**
 * More channels, as many as sims write today (some 270): most of them never change or change a few times an hour, some
 * repeat another channel in another form, and some are noise from the first bit to the last. The shares follow what
 * genuine recordings show, because they decide how large a stored lap is and how long it takes to write.
 * What a channel costs when compressed was compared with a genuine recording, name by name; where they differ this one is
 * the dearer.
 */
import type { CarState } from './car-state.ts';
import { randomAt, smoothAt } from './noise.ts';
import { type Sensor, sensor, type SensorScene, WHEELS } from './sensor.ts';
import { STANDARD_SENSORS } from './standard-sensors.ts';

const own = (
  name: string,
  unit: string,
  read: Sensor['read'],
  store: Sensor['store'] = 'f32',
): Sensor => sensor(name, name, unit, read, store);

const tick = (state: CarState): number => Math.round(state.seconds * 60);
const jitter = (state: CarState, { seed }: SensorScene, lane: number): number =>
  randomAt(seed + 100 + lane, tick(state));
const drift = (state: CarState, { seed }: SensorScene, lane: number, seconds: number): number =>
  smoothAt(seed + 200 + lane, state.seconds / seconds);

/** The count of a clock that ticks `rateHz` times a second, and a slow walk that is read only when it ticks. */
const now = (state: CarState, rateHz: number): number => Math.floor(state.seconds * rateHz);
const each = (state: CarState, { seed }: SensorScene, lane: number, rateHz: number): number =>
  smoothAt(seed + 200 + lane, now(state, rateHz) / rateHz / 60);

const NEVER_CHANGING_FLAGS = [
  'DriverMarker PushToTalk PushToPass ManualBoost ManualNoBoost IsInGarage IsReplayPlaying OkToReloadTextures',
  'VideoCapActive VideoCapEnabled PlayerCarInPitStall PitstopActive FastRepairPending SessionOnJokerLap',
  'RearWiperActive FrontWiperActive HeadlightsOn LowBeams HighBeams RadioMuted SpotterOn CrewChiefOn PitsOpen',
  'DrsActive DrsAllowed EnergyDeployOn EnergyHarvestOn BrakeABSactive TractionControlActive LaunchControlActive',
  'PitLimiterOn IgnitionOn StarterOn DisplayBacklight AutoClutch AutoBlip AutoGear SteeringAssist BrakeAssist',
  'ThrottleAssist StabilityAssist DrivingLineShown GhostCarShown MirrorShown ChatShown InputFocus VrEnabled',
].join(' ');
const NEVER_CHANGING_NUMBERS = [
  'SessionUniqueID SessionLapsRemain SessionLapsRemainEx SessionLapsTotal SessionJokerLapsRemain',
  'PlayerCarPosition PlayerCarClassPosition PlayerCarClass PlayerCarIdx PlayerCarTeamIncidentCount',
  'PlayerCarMyIncidentCount PlayerCarDriverIncidentCount PlayerCarDryTireSetLimit PlayerCarPitSvStatus',
  'PlayerTireCompound PlayerFastRepairsUsed PaceMode FastRepairUsed FastRepairAvailable LFTiresUsed RFTiresUsed',
  'LRTiresUsed RRTiresUsed LeftTireSetsUsed RightTireSetsUsed FrontTireSetsUsed RearTireSetsUsed TireSetsUsed',
  'LFTiresAvailable RFTiresAvailable LRTiresAvailable RRTiresAvailable TireSetsAvailable WeatherType Skies',
  'PitSvTireCompound LapLasNLapSeq LapBestNLapLap EnterExitReset DisplayUnits CamCarIdx CamGroupNumber',
].join(' ');
const NEVER_CHANGING_SETTINGS = [
  'dcBrakeBias dcTractionControl dcTractionControl2 dcABS dcThrottleShape dcFuelMixture dcAntiRollFront',
  'dcAntiRollRear dcDiffEntry dcDiffMiddle dcDiffExit dcDashPage dcPowerSteering dpFuelFill dpFuelAddKg',
  'dpWindshieldTearoff dpFastRepair dpLFTireChange dpRFTireChange dpLRTireChange dpRRTireChange',
  'dpLFTireColdPress dpRFTireColdPress dpLRTireColdPress dpRRTireColdPress LFcoldPressure RFcoldPressure',
  'LRcoldPressure RRcoldPressure PitSvLFP PitSvRFP PitSvLRP PitSvRRP PitSvFuel PitRepairLeft PitOptRepairLeft',
  'PlayerCarWeightPenalty PlayerCarPowerAdjust PlayerCarTowTime SteeringWheelAngleMax SteeringWheelMaxForceNm',
  'SteeringWheelPctSmoothing SteeringWheelPctDamper SteeringWheelLimiter WaterLevel OilLevel FogLevel',
].join(' ');

const constants: readonly Sensor[] = [
  // Sims store most of their switches in four bytes.
  ...NEVER_CHANGING_FLAGS.split(' ').map((name, i) =>
    own(name, '', i % 4 === 3 ? 1 : 0, i < 24 ? 'u8' : 'i32'),
  ),
  ...NEVER_CHANGING_NUMBERS.split(' ').map((name, i) => own(name, '', (i * 7) % 4, 'i32')),
  ...NEVER_CHANGING_SETTINGS.split(' ').map((name, i) => own(name, '', 1 + ((i * 13) % 90) / 4)),
];

const clocks: readonly Sensor[] = [
  own('SessionTick', '', (s) => tick(s) + 1, 'i32'),
  own('SessionTimeRemain', 's', (s) => 7200 - s.seconds, 'f64'),
  own('SessionTimeTotal', 's', 7200, 'f64'),
  own('SessionTimeOfDay', 's', (s) => 43_200 + Math.floor(s.seconds)),
  own('LapCompleted', '', (s) => s.lap - 1, 'i32'),
  own('LapBestLap', '', (s) => (s.bestLapSeconds > 0 ? 1 : 0), 'i32'),
  own('EngineWarnings', '', (s) => (s.engineRpm > 7800 ? 32 : 0), 'u32'),
  own('PitSvFlags', '', 63, 'u32'),
  ...['LapDeltaToBestLap', 'LapDeltaToOptimalLap', 'LapDeltaToSessionBestLap'].flatMap(
    (name, i) => [
      own(name, 's', (s, scene) => 0.3 * drift(s, scene, i, 12)),
      own(`${name}_DD`, 's/s', (s, scene) => 0.02 * drift(s, scene, 10 + i, 0.4)),
      own(`${name}_OK`, '', (s) => (s.bestLapSeconds > 0 ? 1 : 0), 'u8'),
    ],
  ),
];

const computer: readonly Sensor[] = [
  own('FrameRate', 'fps', (s, scene) => 142 + 9 * drift(s, scene, 20, 0.5) + jitter(s, scene, 0)),
  own('CpuUsageFG', 'ratio', (s, scene) => 0.24 + 0.02 * jitter(s, scene, 1)),
  own('CpuUsageBG', 'ratio', (s, scene) => 0.17 + 0.02 * randomAt(scene.seed + 102, now(s, 15))),
  own('GpuUsage', 'ratio', (s, scene) => 0.6 + 0.05 * jitter(s, scene, 3)),
  own('ChanLatency', 's', (s, scene) => 0.033 + 0.002 * each(s, scene, 21, 1)),
  own('ChanQuality', 'ratio', (s, scene) => 0.9998 + 0.0002 * each(s, scene, 22, 4)),
  own('ChanClockSkew', 's', (s, scene) => -0.0167 + 0.0004 * each(s, scene, 23, 1)),
  own('MemSoftPageFaultSec', '', (s, scene) => Math.round(900 * (1 + each(s, scene, 24, 1)))),
];

const weather: readonly Sensor[] = [
  own('WindVel', 'm/s', (s, scene) => 3.4 + 0.8 * drift(s, scene, 30, 30)),
  own('WindDir', 'rad', (s, scene) => 2.8 + 0.2 * drift(s, scene, 31, 60)),
  own('AirDensity', 'kg/m^3', (s, scene) => 1.187 + 0.001 * each(s, scene, 32, 1)),
  own('AirPressure', 'Pa', (s, scene) => 100_800 + 20 * each(s, scene, 33, 1)),
  own('RelativeHumidity', 'ratio', (s, scene) => 0.47 + 0.01 * each(s, scene, 34, 1)),
  own('SolarAltitude', 'rad', (s) => 0.874 + s.seconds * 2e-5),
  own('SolarAzimuth', 'rad', (s) => 2.736 + s.seconds * 4e-5),
  own('TrackWetness', '', 1, 'i32'),
];

const again: readonly Sensor[] = [
  own('ThrottleRaw', 'ratio', (s) => s.throttle),
  own('BrakeRaw', 'ratio', (s) => s.brake),
  own('ClutchRaw', 'ratio', (s) => s.clutchEngagement),
  own('FuelLevelPct', 'ratio', (s, { car }) => s.fuelLitres / car.tankLitres),
  own('Engine0_RPM', 'rpm', (s) => s.engineRpm),
  own('ShiftIndicatorPct', 'ratio', (s) => Math.max(0, (s.engineRpm - 7000) / 950)),
  own('ShiftPowerPct', 'ratio', (s) => Math.max(0, (s.engineRpm - 7000) / 1200)),
  own('SteeringWheelPctTorque', 'ratio', (s) => Math.abs(s.lateral) / 40),
  own('SteeringWheelPctTorqueSign', 'ratio', (s) => -s.lateral / 40),
  own('EnginePower', 'W', (s) => s.enginePower),
];

const everyWheel: readonly Sensor[] = WHEELS.flatMap(({ code }, wheel) => {
  const side = wheel % 2 === 0 ? 1 : -1;
  const edge = (shift: number) => (s: CarState) =>
    (s.tyres.temperatures[wheel] ?? 0) + shift - side * shift * 0.05 * s.lateral;
  const shockSpeed = (s: CarState, scene: SensorScene) =>
    0.06 * smoothAt(scene.seed + 60 + wheel, (s.lap * 1e4 + s.metres) / 0.9);
  return [
    own(`${code}tempL`, '°C', edge(-3)),
    own(`${code}tempM`, '°C', edge(0)),
    own(`${code}tempR`, '°C', edge(3)),
    own(`${code}tempCL`, '°C', 61 + 2 * wheel),
    own(`${code}tempCR`, '°C', 64 + 2 * wheel),
    own(`${code}wearL`, 'ratio', 0.97 - 0.01 * wheel),
    own(`${code}wearR`, 'ratio', 0.98 - 0.01 * wheel),
    own(`${code}shockVel`, 'm/s', shockSpeed),
    own(`${code}odometer`, 'm', (s, { lengthMetres }) => s.lap * lengthMetres + s.metres),
    own(`Tire${code}_RumblePitch`, 'Hz', (s) => (Math.abs(s.lateral) > 15 ? 2 * s.speedMps : 0)),
  ];
});

/** What a sim refreshes only in the pits stands still on the track; what it measures coarsely moves in steps. */
function asSimsWrite(standard: Sensor): Sensor {
  const { sourceName, read } = standard;
  if (/tempCM$|wearM$|brakeTemp$/.test(sourceName))
    return { ...standard, read: sourceName.endsWith('wearM') ? 0.98 : 63 };
  const step = STEPS.find(([pattern]) => pattern.test(sourceName))?.[1];
  if (step === undefined || typeof read === 'number') return standard;
  return { ...standard, read: (s, scene) => Math.round(read(s, scene) / step) * step };
}

const STEPS: readonly (readonly [RegExp, number])[] = [
  [/^Alt$/, 1 / 16],
  [/^OilPress$/, 2000],
  [/^FuelPress$/, 2000],
  [/^[LR][FR]pressure$/, 40],
];

const known = [
  ...STANDARD_SENSORS.map(asSimsWrite),
  ...clocks,
  ...computer,
  ...weather,
  ...again,
  ...everyWheel,
  ...constants,
];

/** `count` sensors: the standard ones first, then what else sims write, then slowly wandering ones without meaning. */
export function wideSensors(count: number): readonly Sensor[] {
  const more = Math.max(0, count - known.length);
  const wandering = Array.from({ length: more }, (_, i) =>
    own(`Auxiliary${i + 1}`, '', (s, scene) => drift(s, scene, 300 + i, 2 + (i % 7))),
  );
  return [...known, ...wandering].slice(0, count);
}
