import { Command, CommanderError } from 'commander';
import { ConfigError, parseConfig } from '../config.ts';
import { FolderInUseError } from '../db/embedded/lock.ts';
import { version } from '../version.ts';
import { EXIT, type Output } from './command.ts';
import { doctor } from './doctor.ts';
import { migrateDatabase } from './migrate.ts';
import { reanalyseSessions } from './reanalyse.ts';
import { serve } from './serve.ts';

const CODES = `
Exit codes: 0 done · 1 failed · 2 wrong arguments or configuration · 3 data folder or address in use ·
4 doctor found something, or reanalyse could not do every session.
Settings come from the environment: docs/configuration.md.`;

/** Runs one command; returns its exit code. */
export async function run(args: readonly string[]): Promise<number> {
  let code: number = EXIT.ok;
  const act =
    (command: (output: Output, options: { all?: boolean }) => Promise<number>) =>
    async (options: { json?: boolean; all?: boolean }) => {
      code = await command({ json: options.json ?? false, config: parseConfig() }, options);
    };
  const program = new Command('outlap-server')
    .description('The Outlap server.')
    .version(version)
    .exitOverride()
    .addHelpText('after', CODES);
  program
    .command('serve', { isDefault: true })
    .description('serve the API and the page')
    .option('--json', 'print the address as JSON')
    .action(act(serve));
  program
    .command('migrate')
    .description('bring the database schema up to date')
    .option('--json', 'print the result as JSON')
    .action(act(migrateDatabase));
  program
    .command('reanalyse')
    .description(
      'compute again what an older analysis made; the server must be stopped when the database is embedded',
    )
    .option('--all', 'also what the present analysis made')
    .option('--json', 'print the result as JSON')
    .action(act(reanalyseSessions));
  program
    .command('doctor')
    .description('check configuration, data folder, database and object store')
    .option('--json', 'print the findings as JSON')
    .action(act(doctor));
  try {
    await program.parseAsync([...args], { from: 'user' });
    return code;
  } catch (error) {
    return explain(error);
  }
}

function explain(error: unknown): number {
  if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.ok : EXIT.usage;
  if (error instanceof ConfigError) {
    for (const problem of error.problems) console.error(problem);
    return EXIT.usage;
  }
  if (error instanceof FolderInUseError) {
    console.error(error.message);
    return EXIT.busy;
  }
  const { code, message } = error as NodeJS.ErrnoException;
  if (code === 'EADDRINUSE') {
    console.error('The address is in use by another program. Set PORT to a free one.');
    return EXIT.busy;
  }
  console.error(message);
  return EXIT.failed;
}
