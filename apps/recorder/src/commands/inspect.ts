import { Command } from 'commander';
import { type Inspection, inspectRecording } from '@outlap/formats';
import { splitLaps } from '@outlap/telemetry';
import { forEachFile } from '../files/each-file.ts';
import { readFileRecording } from '../files/file-source.ts';
import { toLapTime, toNumber, toTable } from '../terminal/table.ts';
import type { World } from '../world.ts';

/** `outlap inspect FILE…`: what a recorded file holds. Several files with --json give one line each. */
export function inspectCommand(world: World): Command {
  return new Command('inspect')
    .description('show what recorded files hold: channels, statistics, laps')
    .argument('<file...>', 'recorded files')
    .option('--json', 'one JSON document a file, one line each')
    .action(async (files: string[], options: { json?: boolean }) => {
      await forEachFile(world, files, async (file) => {
        const recording = await readFileRecording(world, file);
        const split = splitLaps(recording);
        const inspection = inspectRecording(recording, split.laps);
        const text = options.json ? JSON.stringify(inspection) : toText(file, inspection);
        world.stdout.write(`${text}\n`);
        for (const warning of recording.report.warnings)
          world.stderr.write(`${file}: ${warning}\n`);
        if (split.gateSource === 'found')
          world.stderr.write(`${file}: The start/finish line was found from the driving.\n`);
      });
    });
}

function toText(file: string, inspection: Inspection): string {
  const { format, formatVersion, startedAt, durationSeconds, driver, vehicle, track } = inspection;
  const head = [
    ['File', file],
    ['Format', formatVersion === null ? format : `${format} version ${formatVersion}`],
    ['Started', startedAt ?? 'unknown'],
    ['Duration', `${toLapTime(durationSeconds)} (${durationSeconds.toFixed(3)} s)`],
    ['Driver', driver ?? 'unknown'],
    ['Vehicle', vehicle.name ?? 'unknown'],
    ['Track', [track.name ?? 'unknown', track.layout].filter(Boolean).join(', ')],
  ];
  const laps = toTable(
    ['Lap', 'Kind', 'Valid', 'Start s', 'Time', 'Distance m'],
    inspection.laps.map((lap) => [
      String(lap.number),
      lap.kind,
      lap.valid ? 'yes' : 'no',
      lap.startSeconds.toFixed(3),
      toLapTime(lap.timeSeconds),
      lap.distanceMetres === null ? '–' : lap.distanceMetres.toFixed(1),
    ]),
    ['right', 'left', 'left', 'right', 'right', 'right'],
  );
  const channels = toTable(
    ['Channel', 'Source', 'Unit', 'Hz', 'Samples', 'First', 'Last', 'Minimum', 'Maximum', 'Mean'],
    inspection.channels.map((channel) => [
      channel.name,
      channel.sourceName,
      channel.unit,
      toNumber(channel.rateHz),
      String(channel.count),
      ...[channel.first, channel.last, channel.min, channel.max, channel.mean].map(toNumber),
    ]),
    ['left', 'left', 'left', ...Array.from({ length: 7 }, () => 'right' as const)],
  );
  const title = head.map(([name, value]) => `${(name ?? '').padEnd(9)} ${value}`).join('\n');
  return `${title}\n\n${laps}\n\n${channels}\n`;
}
