import type { Reading } from '../recording/readings.ts';
import type { RecorderState } from '../recording/state-file.ts';
import type { World } from '../world.ts';
import { toDelta, toLapTime } from './table.ts';

export type LiveView = {
  /** To be called as often as one likes; draws as often as is good for where it goes. */
  readonly show: (state: RecorderState, reading: Reading, seconds: number) => void;
  readonly close: () => void;
};

const PLAIN_SECONDS = 10;
const JSON_SECONDS = 1;

/** What a recording shows: a few lines drawn again on a terminal, a line now and then elsewhere, or JSON lines. */
export function createView(
  world: World,
  { json, quiet }: { readonly json: boolean; readonly quiet?: boolean },
): LiveView {
  if (quiet) return { show: () => undefined, close: () => undefined };
  if (json)
    return every(JSON_SECONDS, (state, reading) => {
      world.stdout.write(`${JSON.stringify({ ...state, ...toJson(reading) })}\n`);
    });
  if (!world.stderr.isTTY)
    return every(PLAIN_SECONDS, (state, reading) => {
      world.stderr.write(`${toLines(state, reading).join(' · ')}\n`);
    });
  return onTerminal(world);
}

function every(period: number, draw: (state: RecorderState, reading: Reading) => void): LiveView {
  let next = -Infinity;
  return {
    show: (state, reading, seconds) => {
      if (seconds < next) return;
      next = seconds + period;
      draw(state, reading);
    },
    close: () => undefined,
  };
}

function onTerminal(world: World): LiveView {
  let drawn = 0;
  let before = '';
  return {
    show: (state, reading) => {
      const lines = toLines(state, reading);
      const text = lines.map((line) => `\u001b[2K${line}\n`).join('');
      if (text === before) return;
      world.stderr.write(`${drawn > 0 ? `\u001b[${drawn}A` : ''}${text}`);
      drawn = lines.length;
      before = text;
    },
    close: () => undefined,
  };
}

function toJson({ speedMps, engineRpm, gear, lap, deltaSeconds }: Reading) {
  return {
    speedMps,
    engineRpm,
    gear,
    lap: lap && { kind: lap.kind, number: lap.number, elapsedSeconds: lap.elapsedSeconds },
    lastLapSeconds: lap?.lastLapSeconds ?? null,
    deltaSeconds,
  };
}

/** The car, the lap, the link: one line each. */
function toLines(state: RecorderState, reading: Reading): readonly string[] {
  return [carParts(state, reading), lapParts(reading), linkParts(state)]
    .map((parts) => parts.filter((part) => part !== null).join(' · '))
    .filter((line) => line !== '');
}

type Parts = readonly (string | null)[];

function carParts({ vehicle, source, car }: RecorderState, reading: Reading): Parts {
  const { speedMps, engineRpm, gear } = reading;
  return [
    vehicle ?? source,
    speedMps === null ? null : `${Math.round(speedMps * 3.6)} km/h`,
    engineRpm === null ? null : `${Math.round(engineRpm)} rpm`,
    gear === null ? null : `gear ${gear}`,
    car && car.state !== 'connected' ? `${car.state}: ${car.detail}` : null,
  ];
}

function lapParts({ lap, deltaSeconds }: Reading): Parts {
  if (!lap) return [];
  const kind = lap.kind === 'full' ? '' : ` (${lap.kind})`;
  return [
    lap.kind === 'stretch' ? 'Stretch' : `Lap ${lap.number}${kind}`,
    Number.isNaN(lap.elapsedSeconds) ? null : toLapTime(lap.elapsedSeconds),
    deltaSeconds === null ? null : `${toDelta(deltaSeconds)} s to the best`,
    lap.lastLapSeconds === null ? null : `last ${toLapTime(lap.lastLapSeconds)}`,
  ];
}

function linkParts(state: RecorderState): Parts {
  const { queuedFrames, oldestSeconds, droppedFrames, achievedHz, diskTrouble } = state;
  const rates = Object.values(achievedHz);
  const age = oldestSeconds >= 2 ? ` (${Math.round(oldestSeconds)} s)` : '';
  return [
    toLink(state),
    `queue ${queuedFrames}${age}`,
    droppedFrames > 0 ? `dropped ${droppedFrames}` : null,
    rates.length > 0 ? `${Math.max(...rates)} Hz` : null,
    diskTrouble === null ? null : `disk full: ${diskTrouble}`,
  ];
}

function toLink({ link, roundTripMs }: RecorderState): string {
  if (!link) return 'no link';
  const detail = link.detail === null ? '' : `: ${link.detail}`;
  return link.state === 'connected' && roundTripMs !== null
    ? `connected (${roundTripMs} ms)`
    : `${link.state}${detail}`;
}
