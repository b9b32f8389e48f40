import { Command, CommanderError } from 'commander';
import { ConfigError, parseConfig } from '../config.ts';
import { FolderInUseError } from '../db/embedded/lock.ts';
import { version } from '../version.ts';
import { exportAuditLog, pruneAuditLog, verifyAuditLog } from './audit.ts';
import { EXIT, type Output } from './command.ts';
import { doctor } from './doctor.ts';
import { migrateDatabase } from './migrate.ts';
import { reanalyseSessions } from './reanalyse.ts';
import { serve } from './serve.ts';
import { addUser, listUsers, makeTicket, resetUserPassword } from './user.ts';

const CODES = `
Exit codes: 0 done · 1 failed · 2 wrong arguments or configuration · 3 data folder or address in use ·
4 doctor or audit verify found something, or reanalyse could not do every session.
Settings come from the environment: docs/configuration.md.`;

type Act = <O extends object>(
  command: (output: Output, options: O) => Promise<number>,
) => (options: O & { json?: boolean }) => Promise<void>;

function addAuditCommands(program: Command, act: Act): void {
  const audit = program
    .command('audit')
    .description(
      'the log of what was done; the server must be stopped when the database is embedded',
    );
  audit
    .command('verify')
    .description('find every entry that was changed, removed, moved or cut off')
    .option('--expect <head>', 'a head that an earlier verify printed, which must be in the log')
    .option('--json', 'print the findings as JSON')
    .action(act(verifyAuditLog));
  audit
    .command('export')
    .description('print the entries, oldest first')
    .option('--format <format>', 'ndjson or csv', 'ndjson')
    .option('--from <time>', 'not those before')
    .option('--to <time>', 'only those before')
    .action(act(exportAuditLog));
  audit
    .command('prune')
    .description('remove the entries before a time, and write down that it was done')
    .requiredOption('--before <time>', 'the time')
    .option('--json', 'print the result as JSON')
    .action(act(pruneAuditLog));
}

/** Runs one command; returns its exit code. */
export async function run(args: readonly string[]): Promise<number> {
  let code: number = EXIT.ok;
  const act =
    <O extends object>(command: (output: Output, options: O) => Promise<number>) =>
    async (options: O & { json?: boolean }) => {
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
  const user = program
    .command('user')
    .description('accounts; the server must be stopped when the database is embedded');
  user
    .command('add')
    .description('make an account; its password is asked for, or read from a pipe')
    .requiredOption('--email <address>', 'what they sign in with')
    .option('--name <name>', 'what others see; without, what stands before the @')
    .option('--owner', 'may do everything on this server')
    .option('--moderator', 'may lock accounts and read the audit log')
    .option('--link', 'print a link to choose a password, instead of asking for one')
    .option('--json', 'print the result as JSON')
    .action(act(addUser));
  user
    .command('list')
    .description('list accounts')
    .option('--json', 'print them as JSON')
    .action(act(listUsers));
  user
    .command('ticket')
    .description('print an address that signs one browser in, once')
    .option('--email <address>', 'whose account; without, the owner at this machine')
    .option('--json', 'print it as JSON')
    .action(act(makeTicket));
  user
    .command('reset-password')
    .description('set a password, which is asked for or read from a pipe; signs out everywhere')
    .requiredOption('--email <address>', 'whose')
    .option('--link', 'print a link to choose a password, instead of asking for one')
    .option('--json', 'print the result as JSON')
    .action(act(resetUserPassword));
  addAuditCommands(program, act);
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
