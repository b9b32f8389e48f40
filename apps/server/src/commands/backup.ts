import { readFileSync } from 'node:fs';
import type { Lock } from '../backup/age.ts';
import { lockOf, placeOf } from '../backup/backups.ts';
import type { Made, Progress } from '../backup/make.ts';
import { plainUrl } from '../backup/place.ts';
import { runBackup } from '../backup/run.ts';
import type { Config } from '../config.ts';
import { newUuid } from '../ids.ts';
import { openObjectStore, toObjectStoreSettings } from '../objects/open.ts';
import { openDatabase } from '../server.ts';
import { version } from '../version.ts';
import { EXIT, type Output, quietLog } from './command.ts';

export type BackupOptions = {
  to?: string;
  passphraseFile?: string;
  recipient?: string[];
  full?: boolean;
};

/** Makes one backup now and reads it back. With the embedded database the server must be stopped, or make it itself. */
export async function backUp({ config, json }: Output, options: BackupOptions): Promise<number> {
  const url = options.to ?? config.BACKUP_TO;
  const lock = lockFrom(config, options);
  if (url === '' || !lock) {
    console.error(
      url === ''
        ? 'Say where to: --to, or BACKUP_TO.'
        : 'Say who may open it: --passphrase-file or --recipient, or BACKUP_PASSPHRASE or BACKUP_RECIPIENT.',
    );
    return EXIT.usage;
  }
  const closers: (() => unknown)[] = [];
  const stop = new AbortController();
  process.once('SIGINT', () => stop.abort(new Error('Stopped; nothing was left behind.')));
  try {
    const database = await openDatabase(config, closers);
    const objects = await openObjectStore(toObjectStoreSettings(config));
    closers.push(() => objects.close());
    const place = await placeOf(config, url);
    closers.push(() => place.store.close());
    const now = () => new Date();
    const world = {
      config,
      database,
      objects,
      product: version,
      log: quietLog(config),
      now,
      newId: () => newUuid(now()),
    };
    const made = await runBackup(world, {
      askedBy: 'command',
      place,
      lock,
      full: options.full ?? false,
      signal: stop.signal,
      onProgress: showProgress,
    });
    clearProgress();
    if (json) console.log(JSON.stringify({ ...made, place: plainUrl(url) }));
    else for (const line of tellOf(made, plainUrl(url))) console.log(line);
    return made.missing.length === 0 ? EXIT.ok : EXIT.findings;
  } finally {
    for (const closer of closers.reverse()) await closer();
  }
}

function tellOf(made: Made, place: string): string[] {
  const lines = [
    `Backup ${made.name} in ${place}: ${made.tables} tables with ${made.rows} rows, ${made.objects} objects, ${sizeOf(made.bytes)} (${sizeOf(made.newBytes)} new). It was read back and is whole.`,
  ];
  if (made.identity !== 'database')
    lines.push(
      `Accounts are NOT in it: they lie in ${made.identity}, whose own backup (point-in-time recovery) is what brings them back.`,
    );
  if (made.withheld.length > 0)
    lines.push(
      `${made.withheld.length} objects are not in it: a scanner has not found them clean, and the bucket does not hand them out:`,
      ...made.withheld.slice(0, 20).map((key) => `  ${key}`),
    );
  if (made.missing.length > 0)
    lines.push(
      `${made.missing.length} objects were missing before it began, and are not in it:`,
      ...made.missing.slice(0, 20).map((key) => `  ${key}`),
    );
  return lines;
}

/** Who may open a backup, by the options or else by the configuration. */
function lockFrom(
  config: Config,
  { passphraseFile, recipient = [] }: Pick<BackupOptions, 'passphraseFile' | 'recipient'>,
): Lock | undefined {
  if (passphraseFile !== undefined) return { passphrase: readSecret(passphraseFile) };
  return recipient.length > 0 ? { recipients: recipient } : lockOf(config);
}

/** The first line of a file that is not a comment. */
export function readSecret(path: string): string {
  const lines = readFileSync(path, 'utf8').split(/\r?\n/);
  const secret = lines.find((line) => line.trim() !== '' && !line.startsWith('#'))?.trim();
  if (secret === undefined) throw new Error(`${path} is empty`);
  return secret;
}

export function sizeOf(bytes: number): string {
  if (bytes >= 1e9) return `${(bytes / 1e9).toFixed(2)} GB`;
  return bytes >= 1e6 ? `${(bytes / 1e6).toFixed(1)} MB` : `${Math.ceil(bytes / 1e3)} kB`;
}

const WORDS = { tables: 'tables', objects: 'objects', verify: 'reading back' } as const;
let shownAt = 0;

export function showProgress({ phase, done, total }: Progress): void {
  if (!process.stderr.isTTY || Date.now() - shownAt < 100) return;
  shownAt = Date.now();
  const percent = Math.floor((100 * done) / Math.max(1, total));
  process.stderr.write(`\r\x1b[K${WORDS[phase]} ${percent} %`);
}

export function clearProgress(): void {
  if (process.stderr.isTTY) process.stderr.write('\r\x1b[K');
}
