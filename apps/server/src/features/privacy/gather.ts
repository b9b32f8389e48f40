import { Readable } from 'node:stream';
import type { Deps } from '../../deps.ts';
import type { Model, Row } from '../../identity/store/store.ts';
import {
  listAuditOf,
  listFrames,
  listLooseImports,
  listRowsOf,
  listSessionFiles,
  listStreamEvents,
  listStreamsWithFrames,
} from './gather-queries.ts';
import { isQuarantined } from '../../db/quarantine.ts';
import { isClean } from '../imports/verbs.ts';
import { type Place, PLACES } from './person.ts';
import type { ZipEntry } from './zip.ts';

type GatherDeps = Pick<Deps, 'db' | 'objects' | 'identity' | 'now' | 'config'>;

const AT_ONCE = 200;

/** What of identity is in the export, and what of it is a secret even from the person, or a means to guess one. */
const IDENTITY = [
  { file: 'account', model: 'user', field: 'id', without: ['tokenVersion'] },
  { file: 'login-sessions', model: 'session', field: 'userId', without: ['token'] },
  {
    file: 'ways-in',
    model: 'account',
    field: 'userId',
    without: ['password', 'accessToken', 'refreshToken', 'idToken'],
  },
  { file: 'passkeys', model: 'passkey', field: 'userId', without: ['publicKey', 'credentialID'] },
  {
    file: 'second-factors',
    model: 'twoFactor',
    field: 'userId',
    without: ['secret', 'backupCodes', 'lastUsedStep'],
  },
  { file: 'api-keys', model: 'apiKey', field: 'userId', without: ['keyHash'] },
  { file: 'known-devices', model: 'knownDevice', field: 'userId', without: ['tokenHash'] },
] as const satisfies readonly {
  file: string;
  model: Model;
  field: string;
  without: readonly string[];
}[];

const README = `This is everything that this server keeps about you.

data/          what the database holds, one JSON file a kind: account, login sessions, keys (without their secrets), teams,
               drives, laps, alerts, rules, messages, consents, and the log of what was done by you or to your account
recordings/    the files that you sent, as they came; LEFT-OUT.txt in place of one that was not found clean
laps/          one Parquet file a lap: <drive>/<lap>.parquet
frames/        what came in from a car and is not in a lap yet: a sequence of CBOR items (RFC 8742)

Times are UTC; units are in the names of columns or in the metadata of the Parquet files.
`;

const leftOut = (
  name: string,
) => `The file ${name} is not here: the server's scanner has not found it clean, or has not looked at it yet.
Such a file is kept apart and handed out to nobody; where something was found in it, its laps neither.
It is deleted with your account, or when you delete its import or session.
`;

/** Everything about a person, one file after the other, read while it is taken. */
export async function* gather(
  deps: GatherDeps,
  userId: string,
  onSession: () => void,
): AsyncGenerator<ZipEntry> {
  yield { name: 'README.txt', text: true, body: once(README) };
  for (const { file, model, field, without } of IDENTITY)
    yield json(file, identityRows(deps, { model, field, without, userId }));
  for (const place of PLACES) {
    if (place.file !== null) yield json(place.file, rowsOf(deps, place, userId));
  }
  yield json('stream-events', await listStreamEvents(deps.db, userId));
  yield json('audit', auditOf(deps, userId));
  yield* framesOf(deps, userId);
  yield* recordingsOf(deps, userId, onSession);
}

async function* identityRows(
  { identity }: GatherDeps,
  what: { model: Model; field: string; without: readonly string[]; userId: string },
): AsyncGenerator<Row> {
  const { model, field, without, userId } = what;
  for (const row of await identity.store.findMany(model, [{ field, value: userId }]))
    yield Object.fromEntries(Object.entries(row).filter(([name]) => !without.includes(name)));
}

async function* rowsOf({ db }: GatherDeps, place: Place, userId: string): AsyncGenerator<unknown> {
  for (let after: string | undefined; ;) {
    const rows = await listRowsOf(db, place, userId, { after, limit: AT_ONCE });
    for (const { value } of rows) yield value;
    after = rows.at(-1)?.key;
    if (rows.length < AT_ONCE) return;
  }
}

async function* auditOf({ db }: GatherDeps, userId: string): AsyncGenerator<unknown> {
  for (let after = -1; ;) {
    const rows = await listAuditOf(db, userId, after, AT_ONCE);
    yield* rows;
    after = rows.at(-1)?.seq ?? after;
    if (rows.length < AT_ONCE) return;
  }
}

async function* framesOf({ db }: GatherDeps, userId: string): AsyncGenerator<ZipEntry> {
  for (const { id } of await listStreamsWithFrames(db, userId))
    yield { name: `frames/${id}.cbor`, text: false, body: bytesOfStream(db, id) };
}

async function* bytesOfStream(db: Deps['db'], id: string): AsyncGenerator<Uint8Array> {
  for (let after = -1; ;) {
    const rows = await listFrames(db, id, after, 20);
    for (const { bytes } of rows) yield bytes;
    after = rows.at(-1)?.first_seq ?? after;
    if (rows.length < 20) return;
  }
}

async function* recordingsOf(
  deps: GatherDeps,
  userId: string,
  onSession: () => void,
): AsyncGenerator<ZipEntry> {
  for (const [list, hasLaps] of [
    [listSessionFiles, true],
    [listLooseImports, false],
  ] as const)
    for (let after: string | undefined; ;) {
      const rows = await list(deps.db, userId, { after, limit: AT_ONCE });
      for (const row of rows) {
        yield* filesOf(deps, row);
        if (!hasLaps) continue;
        if (!(await isQuarantined(deps, [row.id]))) yield* lapsOf(deps, row.id);
        onSession();
      }
      after = rows.at(-1)?.id;
      if (rows.length < AT_ONCE) break;
    }
}

type Files = Awaited<ReturnType<typeof listSessionFiles>>[number];

/** A file that was not found clean is not handed out; a note lies in its place. */
async function* filesOf(deps: GatherDeps, row: Files): AsyncGenerator<ZipEntry> {
  const name = toFileName(row.file_name);
  const folder = `recordings/${row.id}`;
  if (!(await isClean(deps, [row.recording_key, row.companion_key]))) {
    yield { name: `${folder}/LEFT-OUT.txt`, text: true, body: once(leftOut(name)) };
    return;
  }
  if (row.recording_key) yield* objectOf(deps, row.recording_key, `${folder}/${name}`);
  if (row.companion_key)
    yield* objectOf(deps, row.companion_key, `${folder}/${name.replace(/\.[^.]*$/, '')}.ldx`);
}

async function* lapsOf(deps: GatherDeps, sessionId: string): AsyncGenerator<ZipEntry> {
  for await (const { key } of deps.objects.list(`laps/${sessionId}/`))
    yield* objectOf(deps, key, key);
}

/** An object that is gone by now, as its session is, is left out. */
async function* objectOf(deps: GatherDeps, key: string, name: string): AsyncGenerator<ZipEntry> {
  const body = await deps.objects.get(key);
  if (body) yield { name, text: false, body };
}

function json(file: string, items: AsyncIterable<unknown> | Iterable<unknown>): ZipEntry {
  return { name: `data/${file}.json`, text: true, body: Readable.from(textOf(items)) };
}

async function* textOf(items: AsyncIterable<unknown> | Iterable<unknown>) {
  let separator = '[\n';
  for await (const item of items) {
    yield Buffer.from(separator + JSON.stringify(item));
    separator = ',\n';
  }
  yield Buffer.from(separator === '[\n' ? '[]\n' : '\n]\n');
}

async function* once(text: string): AsyncGenerator<Uint8Array> {
  yield Buffer.from(text);
}

/** A name that is safe on any file system; the way it had at its driver's. */
function toFileName(name: string): string {
  return name.replaceAll(/[^\p{L}\p{N}._ ()-]+/gu, '_').replace(/^\.+/, '') || 'recording';
}
