import { Command } from 'commander';
import { type Comparison, compareLaps } from '@outlap/telemetry';
import { CommandError } from '../errors.ts';
import { loadLap, type NamedLap } from '../files/lap-reference.ts';
import { toDelta, toLapTime, toTable } from '../terminal/table.ts';
import type { World } from '../world.ts';

/** `outlap compare A.ibt#3 B.ibt#2`: where the second lap lost time to the first. */
export function compareCommand(world: World): Command {
  return new Command('compare')
    .description(
      'show where one lap lost time to another: FILE#LAP, FILE (its best lap) or the id of a stored lap',
    )
    .argument('<reference>', 'the lap to compare with')
    .argument('<lap>', 'the lap that is looked at')
    .option('--json', 'one JSON document')
    .option(
      '--server <address>',
      'where stored laps are (default: OUTLAP_URL or http://127.0.0.1:8000)',
    )
    .action(
      async (
        referenceName: string,
        lapName: string,
        options: { json?: boolean; server?: string },
      ) => {
        const reference = await loadLap(world, referenceName, options.server);
        const lap = await loadLap(world, lapName, options.server);
        const lengthMetres =
          reference.lengthMetres ?? lap.lengthMetres ?? reference.data.lap.distanceMetres ?? 0;
        const comparison = compareLaps(reference.data, lap.data, { lengthMetres });
        if (comparison.kind === 'refused') {
          throw new CommandError('not_comparable', `${comparison.reason}: ${comparison.detail}`);
        }
        const text = options.json
          ? JSON.stringify(toJson(reference, lap, comparison))
          : toText(reference, lap, comparison);
        world.stdout.write(`${text}\n`);
      },
    );
}

function toJson(reference: NamedLap, lap: NamedLap, comparison: Comparison) {
  const { kind: _, delta, corners: __, miniSectors, ...rest } = comparison;
  return {
    reference: describe(reference),
    lap: describe(lap),
    ...rest,
    delta: { distanceMetres: Array.from(delta.distanceMetres), seconds: Array.from(delta.seconds) },
    miniSectors,
  };
}

function describe({ label, data, track }: NamedLap) {
  const { number, kind, valid, timeSeconds } = data.lap;
  return { name: label, number, kind, valid, timeSeconds, track };
}

function toText(reference: NamedLap, lap: NamedLap, comparison: Comparison): string {
  const lines = [
    `Reference  ${reference.label}  ${toLapTime(reference.data.lap.timeSeconds)}`,
    `Lap        ${lap.label}  ${toLapTime(lap.data.lap.timeSeconds)}  ${toDelta(comparison.gapSeconds)}`,
  ];
  if (comparison.estimated) {
    lines.push(
      `Estimated: the alignment left ${toDelta(comparison.residualSeconds)} s at the line.`,
    );
  }
  const speeds = (a: number | undefined, b: number | undefined) =>
    a === undefined || b === undefined ? '' : `${toKmh(a)} → ${toKmh(b)}`;
  const rows = comparison.segments.map(
    ({ kind, number, name, startMetres, endMetres, lossSeconds, passages }) => [
      kind === 'corner' ? `Corner ${name ?? number}` : `Straight after ${number}`,
      `${startMetres.toFixed(0)}–${endMetres.toFixed(0)}`,
      toDelta(lossSeconds),
      speeds(passages?.reference.minimumSpeedMps, passages?.lap.minimumSpeedMps),
    ],
  );
  const table = toTable(['Segment', 'From–to m', 'Loss s', 'Minimum km/h'], rows, [
    'left',
    'right',
    'right',
    'right',
  ]);
  const findings = comparison.findings.map(({ text }) => `- ${text}`);
  return [
    ...lines,
    '',
    table,
    '',
    ...(findings.length > 0 ? findings : ['No clear finding.']),
  ].join('\n');
}

function toKmh(speedMps: number): string {
  return Number.isFinite(speedMps) ? (speedMps * 3.6).toFixed(1) : '–';
}
