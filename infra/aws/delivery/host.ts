import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { createInterface } from 'node:readline/promises';

const root = join(import.meta.dirname, '..', '..', '..');
export const ROOM = join(root, 'infra', 'aws');

/** A program with its arguments, run in the root of the repository or, where `inRoom`, in infra/aws. */
export type Command = {
  readonly program: string;
  readonly args: readonly string[];
  readonly inRoom?: boolean;
};

/** A command that ended badly, with what it said if that was not shown. */
export class CommandFailed extends Error {
  override name = 'CommandFailed';
  readonly isMissing: boolean;
  readonly said: string;
  constructor(command: Command, said: string, isMissing: boolean) {
    super(isMissing ? `${command.program} is not installed` : `failed: ${toShell(command)}`);
    this.said = said;
    this.isMissing = isMissing;
  }
}

/** All that a deployment does outside of itself. What stands in for an answer is used where nothing is run. */
export type Host = {
  readonly say: (line: string) => void;
  /** Asks a person; without one to ask nothing is agreed to. */
  readonly confirm: (question: string) => Promise<boolean>;
  /** Output is shown. */
  readonly run: (command: Command) => void;
  /** Output is the answer, without the blank around it. */
  readonly read: (command: Command, standIn: string) => string;
  /** The same, or undefined where the command fails and says `missing`. */
  readonly find: (command: Command, missing: RegExp, standIn?: string) => string | undefined;
  /** What the first says, which may be secret, goes into the second. */
  readonly pipe: (from: Command, into: Command) => void;
  readonly readFile: (path: string, standIn: string) => string;
  readonly writeFile: (path: string, text: string) => void;
};

export function toShell({ program, args, inRoom }: Command): string {
  const words = [...(program === 'cdk' ? ['npx', 'cdk'] : [program]), ...args].map(quoted);
  return inRoom ? `(cd infra/aws && ${words.join(' ')})` : words.join(' ');
}

function quoted(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
}

/** The first version of AWS's command line reads one of the two names, CDK the other. */
export function regionVariables(region: string): Readonly<Record<string, string>> {
  return { AWS_REGION: region, AWS_DEFAULT_REGION: region };
}

/** Runs everything for real, in the folder of the repository. */
export function realHost(env: NodeJS.ProcessEnv, print = console.log, folder = root): Host {
  const spawned = (command: Command, input?: string, isShown = false) => {
    const { program, args, inRoom = false } = command;
    const { status, stdout, stderr, error } = spawnSync(program, [...args], {
      cwd: inRoom ? join(folder, 'infra', 'aws') : folder,
      env,
      encoding: 'utf8',
      maxBuffer: 2 ** 26,
      stdio: [input === undefined ? 'inherit' : 'pipe', ...shown(isShown)],
      ...(input !== undefined && { input }),
    });
    const isMissing = error !== undefined && 'code' in error && error.code === 'ENOENT';
    if (status !== 0) throw new CommandFailed(command, (stderr ?? '').trim(), isMissing);
    return isShown ? '' : stdout.trim();
  };
  return {
    say: print,
    confirm: async (question) => {
      const asking = createInterface({ input: process.stdin, output: process.stdout });
      try {
        return /^y(es)?$/i.test((await asking.question(`${question} [y/N] `)).trim());
      } finally {
        asking.close();
      }
    },
    run: (command) => void spawned(command, undefined, true),
    read: (command) => spawned(command),
    find: (command, missing) => {
      try {
        return spawned(command);
      } catch (error) {
        if (error instanceof CommandFailed && missing.test(error.said)) return undefined;
        throw error;
      }
    },
    pipe: (from, into) => void spawned(into, spawned(from)),
    readFile: (path) => readFileSync(join(folder, path), 'utf8'),
    writeFile: (path, text) => {
      mkdirSync(dirname(path), { recursive: true });
      writeFileSync(path, text);
    },
  };
}

function shown(isShown: boolean): ('inherit' | 'pipe')[] {
  return isShown ? ['inherit', 'inherit'] : ['pipe', 'pipe'];
}

/** Prints what would be run; AWS and this machine stay as they are. */
export function dryHost(print: (line: string) => void): Host {
  const show = (text: string) => print(`  ${text}`);
  return {
    say: print,
    confirm: (question) => {
      show(`# asks: ${question}`);
      return Promise.resolve(true);
    },
    run: (command) => show(toShell(command)),
    read: (command, standIn) => {
      show(toShell(command));
      return standIn;
    },
    find: (command, _, standIn) => {
      show(toShell(command));
      return standIn;
    },
    pipe: (from, into) => show(`${toShell(from)} | ${toShell(into)}`),
    readFile: (path, standIn) => {
      show(`# reads ${path}`);
      return standIn;
    },
    writeFile: (path, text) => {
      show(`# writes ${relative(root, path)}:`);
      for (const line of text.trim().split('\n')) show(`#   ${line}`);
    },
  };
}
