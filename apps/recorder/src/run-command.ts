import { Command, CommanderError } from 'commander';
import { compareCommand } from './commands/compare.ts';
import { exportCommand } from './commands/export.ts';
import { importCommand } from './commands/import.ts';
import { inspectCommand } from './commands/inspect.ts';
import { loginCommand } from './commands/login.ts';
import { logoutCommand } from './commands/logout.ts';
import { recordCommand } from './commands/record.ts';
import { simulateCommand } from './commands/simulate.ts';
import { statusCommand } from './commands/status.ts';
import { CommandError } from './errors.ts';
import packageJson from '../package.json' with { type: 'json' };
import type { World } from './world.ts';

const VERSION = packageJson.version;

/** Runs one command line; returns the exit code (0, or the one of `errors.ts`, 1 for a fault of ours). */
export async function runCommand(args: readonly string[], world: World): Promise<number> {
  const program = new Command('outlap')
    .description('Records every lap you drive and explains where the time went.')
    .version(VERSION)
    .exitOverride()
    .configureOutput({
      writeOut: (text) => void world.stdout.write(text),
      writeErr: (text) => void world.stderr.write(text),
    })
    .configureHelp({ showGlobalOptions: true });
  for (const add of [
    inspectCommand,
    importCommand,
    compareCommand,
    exportCommand,
    recordCommand,
    simulateCommand,
    loginCommand,
    logoutCommand,
    statusCommand,
  ]) {
    program.addCommand(add(world).exitOverride().copyInheritedSettings(program));
  }
  try {
    await program.parseAsync(args, { from: 'user' });
    return 0;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
    if (error instanceof CommandError) {
      world.stderr.write(`outlap: ${error.message} [${error.code}]\n${error.hint}\n`);
      return error.exitCode;
    }
    world.stderr.write(
      `outlap: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`,
    );
    return 1;
  }
}
