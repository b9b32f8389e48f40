/**
 * Lap ends that a log tells by itself, where no `.ldx` does: the flanks of a LAP_BEACON channel (0 throughout in some
 * sims, then it tells nothing), else the running lap time, whose new start is the sample's time less its value.
 */
import { type Channel, isNumeric, type NumericValues, sampleSeconds } from '@outlap/telemetry';
import { normaliseName } from './aliases.ts';

const SHORTEST_LAP_SECONDS = 5;
/** Loggers notice the line up to some seconds late, and count from the line all the same. */
const LATEST_SECONDS = 5;

/** Beacon times found in the channels, rising, seconds since the log's start. */
export function findBeacons(channels: readonly Channel[]): number[] {
  const marker = channels.find(({ sourceName }) => normaliseName(sourceName) === 'lapbeacon');
  const flanks = marker ? findFlanks(marker) : [];
  if (flanks.length > 0) return flanks;
  const running = channels.find(({ name }) => name === 'lapTime');
  return running ? findRestarts(running) : [];
}

function findFlanks({ time, values }: Channel): number[] {
  const times: number[] = [];
  if (!isNumeric(values)) return times;
  for (let i = 1; i < values.length; i++) {
    if (!((values[i] ?? 0) > (values[i - 1] ?? 0))) continue;
    const now = sampleSeconds(time, i);
    // A marker that flickers is no lap beacon.
    if (now - (times.at(-1) ?? Number.NEGATIVE_INFINITY) < SHORTEST_LAP_SECONDS) return [];
    times.push(now);
  }
  return times;
}

function findRestarts({ time, values }: Channel): number[] {
  const times: number[] = [];
  if (!isNumeric(values)) return times;
  for (let i = 1; i < values.length; i++) {
    const before = values[i - 1] ?? Number.NaN;
    const value = values[i] ?? Number.NaN;
    if (!(value > 0 && value < LATEST_SECONDS && (value < before || before === 0))) continue;
    const start = startOfCount(time, values, i);
    const apart = start - (times.at(-1) ?? Number.NEGATIVE_INFINITY);
    if (start > 0 && apart >= SHORTEST_LAP_SECONDS) times.push(start);
  }
  return times;
}

/** Where a count that shows from sample `from` on began: the middle of what its first samples say. */
function startOfCount(time: Channel['time'], values: NumericValues, from: number): number {
  const starts: number[] = [];
  for (let i = from; i < Math.min(from + 21, values.length); i++) {
    const value = values[i] ?? Number.NaN;
    if (i > from && !(value > (values[i - 1] ?? Number.NaN))) break;
    starts.push(sampleSeconds(time, i) - value);
  }
  return starts.sort((a, b) => a - b)[starts.length >> 1] ?? Number.NaN;
}
