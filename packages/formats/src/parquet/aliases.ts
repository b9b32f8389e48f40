import { CANONICAL_CHANNELS } from '@outlap/telemetry';
import type { ChannelRules } from '../channels.ts';
import { IBT_ALIASES } from '../ibt/aliases.ts';

/** Letters and digits in lower case: `lap_distance_pct`, `LapDistancePct` and `lapDistancePct` are one name. */
export const normaliseName = (name: string) => name.toLowerCase().replace(/[^a-z0-9]/g, '');

const byName = (pairs: readonly [string, string][]) =>
  Object.fromEntries(pairs.map(([source, name]) => [normaliseName(source), name]));

const COMMON: Readonly<Record<string, string>> = {
  ...byName(Object.entries(IBT_ALIASES)),
  ...byName([
    ['lap_distance_pct', 'lapProgress'],
    ['current_lap_time', 'lapTime'],
    ['steering_angle', 'steering'],
    ['steering_wheel_angle', 'steering'],
    ['track_temp', 'trackTemperature'],
    ['latitude_deg', 'latitude'],
    ['longitude_deg', 'longitude'],
    ['lat_accel', 'lateralAcceleration'],
    ['long_accel', 'longitudinalAcceleration'],
    ['lng', 'longitude'],
    ['rpm', 'engineSpeed'],
    ['engine_rpm', 'engineSpeed'],
    ['fuel', 'fuelLevel'],
    ['water_temp', 'engineCoolantTemperature'],
    ['oil_temp', 'engineOilTemperature'],
  ]),
  // Not the positions: without a unit a column of that name is as often a velocity (seen in the field).
  ...byName(
    Object.keys(CANONICAL_CHANNELS).flatMap((name) =>
      /^position[XYZ]$/.test(name) ? [] : [[name, name] as [string, string]],
    ),
  ),
};

/** Names as other people write them into Parquet. A file with iRacing's own lap share has its clutch, 1 = engaged. */
export function parquetRules(names: readonly string[]): ChannelRules {
  const normal = new Set(names.map(normaliseName));
  const isIracing = normal.has('lapdistpct') || normal.has('lapdistancepct');
  return {
    aliases: { ...COMMON, clutch: isIracing ? 'clutchEngagement' : 'clutch' },
    normalise: normaliseName,
  };
}
