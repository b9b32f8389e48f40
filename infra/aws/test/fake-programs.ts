import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** A program says this, and ends with this, when its command line has `part` in it; the first that fits counts. */
export type Answer = {
  readonly part: string;
  readonly says?: string;
  readonly complains?: string;
  readonly code?: number;
  /** A file that it writes, from where it is run. */
  readonly writes?: readonly [path: string, text: string];
};

const NAMES = [
  'aws',
  'cdk',
  'curl',
  'docker',
  'buildah',
  'git',
  'mkdir',
  'node',
  'npm',
  'rm',
  'skopeo',
];

/** Stands where the programs of a deployment are looked for (`isNodeReal`: Node runs what has no answer); keeps their command lines, and what goes into them. */
export function fakePrograms(folder: string, without: readonly string[] = [], isNodeReal = false) {
  const [answers, log] = [join(folder, 'answers.json'), join(folder, 'log.txt')];
  mkdirSync(join(folder, 'bin'), { recursive: true });
  const script = `#!${process.execPath}
const { appendFileSync, mkdirSync, readFileSync, writeFileSync } = require('node:fs');
const { spawnSync } = require('node:child_process');
const { basename, dirname } = require('node:path');
const line = [basename(process.argv[1]), ...process.argv.slice(2)].join(' ');
const given = line.includes('-stdin') ? ' <<< ' + readFileSync(0, 'utf8') : '';
appendFileSync(${JSON.stringify(log)}, line + given + '\\n');
const found = JSON.parse(readFileSync(${JSON.stringify(answers)}, 'utf8')).find(({ part }) => line.includes(part));
const isReal = ${isNodeReal} && !found && line.startsWith('node ');
const run = () => spawnSync(process.execPath, process.argv.slice(2), { stdio: 'inherit' }).status;
const answer = found ?? (isReal ? { code: run() } : {});
if (answer.writes) {
  mkdirSync(dirname(answer.writes[0]), { recursive: true });
  writeFileSync(...answer.writes);
}
if (answer.says) console.log(answer.says);
if (answer.complains) console.error(answer.complains);
process.exitCode = answer.code ?? 0;
`;
  for (const name of NAMES.filter((one) => !without.includes(one))) {
    writeFileSync(join(folder, 'bin', name), script);
    chmodSync(join(folder, 'bin', name), 0o755);
  }
  return {
    path: join(folder, 'bin'),
    answer: (given: readonly Answer[]) => writeFileSync(answers, JSON.stringify(given)),
    /** The command lines since the last time. */
    taken: (): string[] => {
      const lines = existsSync(log) ? readFileSync(log, 'utf8').trimEnd().split('\n') : [];
      writeFileSync(log, '');
      return lines.filter(Boolean);
    },
  };
}
