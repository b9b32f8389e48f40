import { Command, CommanderError } from 'commander';
import { ConfigError, parseConfig } from '../config.ts';
import { FolderInUseError } from '../db/embedded/lock.ts';
import { SchemaTooNewError } from '../db/migrate.ts';
import { version } from '../version.ts';
import { exportAuditLog, pruneAuditLog, verifyAuditLog } from './audit.ts';
import { EXIT, type Output } from './command.ts';
import { consume } from './consume.ts';
import { backUp, type BackupOptions } from './backup.ts';
import { doctor } from './doctor.ts';
import { migrateDatabase, type MigrateOptions } from './migrate.ts';
import { reanalyseSessions } from './reanalyse.ts';
import { restore, type RestoreOptions } from './restore.ts';
import { rotateSecrets } from './rotate-secrets.ts';
import { serve } from './serve.ts';
import { addUser, listUsers, makeTicket, resetUserPassword } from './user.ts';

const CODES = `
Exit codes: 0 done · 1 failed · 2 wrong arguments or configuration · 3 data folder or address in use ·
4 doctor, audit verify, backup or restore found something, or reanalyse could not do every session ·
5 the database belongs to a newer version.
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

function addBackupCommands(program: Command, act: Act): void {
  program
    .command('backup')
    .description(
      'make a backup now and read it back; the server must be stopped when the database is embedded, or makes it itself',
    )
    .option('--to <place>', 'a folder or s3://bucket/prefix; without, BACKUP_TO')
    .option('--passphrase-file <file>', 'what will open it; without, BACKUP_PASSPHRASE')
    .option('--recipient <keys...>', 'public keys (age1…) whose holders can open it')
    .option('--full', 'take also objects that an earlier backup there has')
    .option('--json', 'print the result as JSON')
    .action(act<BackupOptions>(backUp));
  program
    .command('restore')
    .argument('<from>', 'a backup, or the place where it lies: then the newest')
    .description('put a backup into an empty place and check it; the server must be stopped')
    .option('--to-database <url>', 'a PostgreSQL instead of the configured database')
    .option('--passphrase-file <file>', 'what opens it; without, BACKUP_PASSPHRASE')
    .option('--identity-file <file>', 'the private key that opens it')
    .option('--replace', 'also where there are data; they are backed up first')
    .option('--restore-point <place>', 'where to; without, DATA_DIR/restore-points')
    .option('--check', 'only read the backup and compare every checksum')
    .option('--json', 'print the result as JSON')
    .action((from: string, options: RestoreOptions & { json?: boolean }) =>
      act<RestoreOptions>((output, given) => restore(output, from, given))(options),
    );
  program
    .command('rotate-secrets')
    .description('seal again with the first AUTH_SECRET what an older one hides')
    .option('--json', 'print the result as JSON')
    .action(act(rotateSecrets));
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
    .command('consume')
    .description(
      'only take frames and events from the queues, beside servers with QUEUE_CONSUMER=0',
    )
    .option('--json', 'print that it has begun as JSON')
    .action(act(consume));
  program
    .command('migrate')
    .description('bring the database schema up to date')
    .option(
      '--owner <address>',
      'where no owner has an account: make this one, and print a link to choose its password',
    )
    .option('--json', 'print the result as JSON')
    .action(act<MigrateOptions>(migrateDatabase));
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
  addBackupCommands(program, act);
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
  if (error instanceof SchemaTooNewError) {
    console.error(error.message);
    return EXIT.tooOld;
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
