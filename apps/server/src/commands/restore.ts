import { existsSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { identityToRecipient } from 'age-encryption';
import type { Lock, Unlock } from '../backup/age.ts';
import { placeOf } from '../backup/backups.ts';
import { listBackups, OUTLINE, type Place, plainUrl } from '../backup/place.ts';
import {
  carryErasures,
  loadObjects,
  loadTables,
  migrationsOf,
  openBackup,
  type OpenedBackup,
} from '../backup/restore.ts';
import { removeUnnamed } from '../backup/unnamed.ts';
import { runBackup } from '../backup/run.ts';
import { verifyFiles } from '../backup/verify.ts';
import type { Config } from '../config.ts';
import { type Database, openConfigured, openEmbeddedDatabase } from '../db/client.ts';
import { lockFolder } from '../db/embedded/lock.ts';
import { findsData } from '../db/table-list.ts';
import { LOCAL_OWNER } from '../deps.ts';
import { fingerprintOf, openSecrets } from '../identity/secrets.ts';
import { newUuid } from '../ids.ts';
import { openObjectStore, toObjectStoreSettings } from '../objects/open.ts';
import type { ObjectStore } from '../objects/object-store.ts';
import { version } from '../version.ts';
import { clearProgress, readSecret, showProgress, sizeOf } from './backup.ts';
import { EXIT, type Output, quietLog } from './command.ts';
import { checkRestored, type Checked } from './restored.ts';

export type RestoreOptions = {
  toDatabase?: string;
  passphraseFile?: string;
  identityFile?: string;
  replace?: boolean;
  restorePoint?: string;
  check?: boolean;
};

type Target = {
  readonly config: Config;
  readonly objects: ObjectStore;
  /** Whether somebody would miss what is there. */
  readonly hasData: boolean;
  /** Loads into the database; what was there stays until everything new is in. */
  readonly load: (backup: OpenedBackup) => ReturnType<typeof loadTables>;
  /** The database as it is, for a restore point. */
  readonly openPresent: () => Promise<Database>;
};

/** Puts a backup into an empty place, or with `--replace` into one whose content was backed up before. */
export async function restore(
  { config: given, json }: Output,
  from: string,
  options: RestoreOptions,
): Promise<number> {
  const config = options.toDatabase ? { ...given, DATABASE_URL: options.toDatabase } : given;
  const unlock = await unlockFrom(config, options);
  if (!unlock) {
    console.error('Say what opens it: --passphrase-file or --identity-file, or BACKUP_PASSPHRASE.');
    return EXIT.usage;
  }
  const { place, name } = await findBackup(config, from);
  try {
    const backup = await openBackup(place, name, unlock);
    migrationsOf(backup.manifest);
    if (options.check) return await check(backup, json);
    const report = await restoreInto(config, backup, unlock, options);
    if (json) console.log(JSON.stringify(report));
    else for (const line of tellOf(report)) console.log(line);
    return report.checked.ok ? EXIT.ok : EXIT.findings;
  } finally {
    clearProgress();
    place.store.close();
  }
}

async function check({ place, outline, manifest }: OpenedBackup, json: boolean): Promise<number> {
  await verifyFiles(place, manifest, outline.files, { onProgress: showProgress });
  clearProgress();
  const { name, rows, objects, bytes } = outline;
  if (json) console.log(JSON.stringify({ name, rows, objects, bytes, ok: true }));
  else console.log(`${name}: ${rows} rows, ${objects} objects, ${sizeOf(bytes)}. It is whole.`);
  return EXIT.ok;
}

type Report = {
  readonly backup: string;
  readonly createdAt: string;
  readonly restorePoint: string | null;
  readonly rows: number;
  readonly objects: number;
  readonly bytes: number;
  readonly migrated: readonly string[];
  readonly identity: string;
  readonly checked: Checked;
};

async function restoreInto(
  config: Config,
  backup: OpenedBackup,
  unlock: Unlock,
  options: RestoreOptions,
): Promise<Report> {
  const closers: (() => unknown)[] = [];
  try {
    const target = await openTarget(config, closers);
    if (target.hasData && !options.replace)
      throw new Error(
        'There are data here already. Restore into an empty place, or add --replace: what is here is then backed up first.',
      );
    const before = secretsBefore(config);
    const restorePoint = target.hasData
      ? await makeRestorePoint(target, unlock, options.restorePoint)
      : null;
    const secrets = placeSecrets(config, backup);
    const written = await loadObjects(target.objects, backup, showProgress);
    let loaded: Awaited<ReturnType<typeof loadTables>>;
    try {
      loaded = await target.load(backup);
    } catch (error) {
      await written.undo();
      throw error;
    }
    secrets(before);
    await carryErasures(target.objects, backup.place, new Date());
    if (target.hasData) await removeUnnamed(target.objects, backup.manifest);
    // From here the server itself opens what was restored.
    for (const closer of closers.splice(0).reverse()) await closer();
    const checked = await checkRestored(config, backup.manifest);
    return {
      backup: backup.outline.name,
      createdAt: backup.outline.createdAt,
      restorePoint,
      rows: loaded.rows,
      objects: written.objects,
      bytes: written.bytes,
      migrated: loaded.migrated,
      identity: backup.manifest.identity,
      checked,
    };
  } finally {
    for (const closer of closers.reverse()) await closer();
  }
}

async function openTarget(config: Config, closers: (() => unknown)[]): Promise<Target> {
  mkdirSync(config.DATA_DIR, { recursive: true });
  const objects = await openObjectStore(toObjectStoreSettings(config));
  closers.push(() => objects.close());
  if (config.DATABASE_URL !== '') {
    const database = openConfigured(config);
    closers.push(() => database.close());
    return {
      config,
      objects,
      hasData: await hasData(database),
      load: (backup) => loadTables(database, backup, showProgress),
      openPresent: async () => database,
    };
  }
  closers.push(lockFolder(config.DATA_DIR));
  const folder = join(config.DATA_DIR, 'database');
  const isThere = existsSync(join(folder, 'PG_VERSION'));
  const present = isThere ? await openEmbeddedDatabase(folder) : undefined;
  if (present) closers.push(() => present.close());
  const isFull = present ? await hasData(present) : false;
  return {
    config,
    objects,
    hasData: isFull,
    openPresent: async () => present ?? openEmbeddedDatabase(folder),
    load: async (backup) => {
      // One that a server has made and nobody has used yet is as good as a new one.
      if (present && !isFull) return loadTables(present, backup, showProgress);
      await present?.close();
      return loadEmbedded(folder, backup);
    },
  };
}

/** Into a folder beside the present one, which changes places with it once everything is in. */
async function loadEmbedded(folder: string, backup: OpenedBackup) {
  const draft = `${folder}.restored`;
  const old = `${folder}.before`;
  rmSync(draft, { recursive: true, force: true });
  try {
    const database = await openEmbeddedDatabase(draft);
    const loaded = await loadTables(database, backup, showProgress).finally(() => database.close());
    rmSync(old, { recursive: true, force: true });
    if (existsSync(folder)) renameSync(folder, old);
    renameSync(draft, folder);
    rmSync(old, { recursive: true, force: true });
    return loaded;
  } finally {
    rmSync(draft, { recursive: true, force: true });
  }
}

function hasData(database: Database): Promise<boolean> {
  return database.bulk('read', (bulk) => findsData(bulk, LOCAL_OWNER));
}

/** A backup of what is there, in the same manner as others; where it lies. */
async function makeRestorePoint(
  { config, objects, openPresent }: Target,
  unlock: Unlock,
  to = join(config.DATA_DIR, 'restore-points'),
): Promise<string> {
  const place = await placeOf(config, to);
  const now = () => new Date();
  const world = {
    config,
    database: await openPresent(),
    objects,
    product: version,
    log: quietLog(config),
    now,
    newId: () => newUuid(now()),
  };
  const lock = await lockOfUnlock(unlock);
  const { name } = await runBackup(world, { askedBy: 'command', place, lock });
  return `${plainUrl(to)}/${name}`;
}

async function lockOfUnlock(unlock: Unlock): Promise<Lock> {
  if ('passphrase' in unlock) return unlock;
  return {
    recipients: await Promise.all(unlock.identities.map((one) => identityToRecipient(one))),
  };
}

/** The secrets that lay in the data folder before. */
function secretsBefore(config: Config): readonly string[] {
  const isThere = config.AUTH_SECRET === '' && existsSync(join(config.DATA_DIR, 'auth-secret'));
  return isThere ? openSecrets(config) : [];
}

/**
 * Second factors, ways into teams and the audit log open with AUTH_SECRET alone: refuses to go on where neither the
 * configuration nor the backup has it. Returns what puts the restored one into the data folder.
 */
function placeSecrets(config: Config, { manifest }: OpenedBackup) {
  const { fingerprints, value } = manifest.authSecret;
  const path = join(config.DATA_DIR, 'auth-secret');
  const wanted = fingerprints[0];
  if (config.AUTH_SECRET === '' && value !== null)
    return (before: readonly string[]) => {
      const all = [...new Set([...value.split(','), ...before])];
      writeFileSync(path, all.join('\n'), { mode: 0o600 });
    };
  const known = config.AUTH_SECRET === '' && !existsSync(path) ? [] : openSecrets(config);
  if (wanted !== undefined && !known.map(fingerprintOf).includes(wanted)) {
    if (value === null)
      throw new Error(
        `AUTH_SECRET does not list the secret with the fingerprint ${wanted} that was in use when the backup was made, and the backup does not hold it: it came from the environment. Add it; the first one listed is used, the others are still understood.`,
      );
    const beside = `${path}.from-backup`;
    writeFileSync(beside, value, { mode: 0o600 });
    throw new Error(
      `AUTH_SECRET does not list the secret with the fingerprint ${wanted} that the backup was made under. It is now in ${beside}: add it to AUTH_SECRET behind the one in use, and restore again.`,
    );
  }
  return () => undefined;
}

async function unlockFrom(
  { BACKUP_PASSPHRASE }: Config,
  { passphraseFile, identityFile }: RestoreOptions,
): Promise<Unlock | undefined> {
  if (identityFile !== undefined) return { identities: [readSecret(identityFile)] };
  if (passphraseFile !== undefined) return { passphrase: readSecret(passphraseFile) };
  return BACKUP_PASSPHRASE === '' ? undefined : { passphrase: BACKUP_PASSPHRASE };
}

/** `from` is one backup, or the place where several lie: then the newest. */
async function findBackup(
  config: Config,
  from: string,
): Promise<{ readonly place: Place; readonly name: string }> {
  const here = await placeOf(config, from);
  if (await here.store.head(OUTLINE)) {
    here.store.close();
    const { parent, name } = parentOf(from);
    return { place: await placeOf(config, parent), name };
  }
  const [newest] = await listBackups(here);
  if (!newest) {
    here.store.close();
    throw new Error(`There is no backup in ${plainUrl(from)}`);
  }
  return { place: here, name: newest.name };
}

function parentOf(from: string): { readonly parent: string; readonly name: string } {
  if (!from.startsWith('s3://')) {
    const path = resolve(from.replace(/^file:\/\//, ''));
    return { parent: dirname(path), name: path.slice(dirname(path).length).replace(/^[\\/]/, '') };
  }
  const [, parent = '', name = '', query = ''] = /^(.*)\/([^/?]+)\/?(\?.*)?$/.exec(from) ?? [];
  return { parent: parent + query, name };
}

function tellOf(report: Report): string[] {
  const { checked } = report;
  return [
    ...(report.restorePoint ? [`What was here before is in ${report.restorePoint}.`] : []),
    `Restored ${report.backup}: ${report.rows} rows, ${report.objects} objects (${sizeOf(report.bytes)}).`,
    ...(report.migrated.length > 0
      ? [`Then brought up to date: ${report.migrated.join(', ')}.`]
      : []),
    `${checked.sessions} sessions, ${checked.laps} laps, ${checked.accounts} accounts; ${checked.imports} imports go on; ${checked.erased} accounts that were deleted since the backup were removed again.`,
    ...(report.identity === 'database'
      ? []
      : [`Accounts are NOT in the backup: they lie in ${report.identity}.`]),
    ...checked.problems.map((problem) => `PROBLEM  ${problem}`),
    ...checked.notes.map((note) => `NOTE  ${note}`),
    checked.ok
      ? 'Checked: every object of the backup is there, the audit log is as it was written.'
      : 'See above.',
  ];
}
