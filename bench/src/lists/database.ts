import { type Database, openPostgres } from '@outlap/server/src/db/client.ts';
import { migrate } from '@outlap/server/src/db/migrate.ts';
import { LOCAL_OWNER } from '@outlap/server/src/deps.ts';

export const LAPS = 1_000_000;
const LAPS_A_SESSION = 20;
const SESSIONS = LAPS / LAPS_A_SESSION;
const [TRACKS, LAYOUTS, VEHICLES, DRIVERS] = [100, 200, 150, 1000];

const BASE = process.env['TEST_DATABASE_URL'] ?? 'postgres://postgres@127.0.0.1:5432/postgres';
const NAME = 'outlap_bench';

/** A PostgreSQL database with a million laps that `drop` removes; undefined where no PostgreSQL answers. */
export async function makeDatabase(): Promise<
  { url: string; database: Database; drop: () => Promise<void> } | undefined
> {
  const server = openPostgres(BASE, 1);
  try {
    await server.executeSql(`drop database if exists ${NAME} with (force)`);
  } catch {
    await server.close();
    return undefined;
  }
  await server.executeSql(`create database ${NAME}`);
  const url = new URL(BASE);
  url.pathname = `/${NAME}`;
  const database = openPostgres(url.href, 2);
  await migrate(database);
  await database.executeSql(fillStatements().join(';\n'));
  await database.executeSql('vacuum (analyze) lap');
  await database.executeSql('vacuum (analyze) session');
  return {
    url: url.href,
    database,
    drop: async () => {
      await database.close();
      await server.executeSql(`drop database ${NAME} with (force)`);
      await server.close();
    },
  };
}

type Kind = 'track' | 'layout' | 'vehicle' | 'session' | 'lap';
const KIND_DIGITS: Record<Kind, number> = { track: 1, layout: 2, vehicle: 3, session: 4, lap: 5 };

/** The id of the n-th thing of a kind, as SQL; `n` is an expression. */
const idOf = (kind: Kind, n: string) =>
  `('00000000-0000-7000-800${KIND_DIGITS[kind]}-' || lpad(to_hex(${n}), 12, '0'))::uuid`;

/** The id of the n-th thing of a kind. */
export function toId(kind: Kind, n: number): string {
  return `00000000-0000-7000-800${KIND_DIGITS[kind]}-${n.toString(16).padStart(12, '0')}`;
}

/** A number from 0 to `below` that is the same at every run; small ones come more often, as favourites do. */
const pick = (n: string, lane: number, below: number) =>
  `floor(${below} * power((hashint8extended(${n}, ${lane}) & 65535) / 65536.0, 1.5))::int`;

function fillStatements(): string[] {
  const owner = `'${LOCAL_OWNER}'::uuid`;
  const series = (count: number) => `generate_series(0, ${count - 1}) as n`;
  return [
    // Checks of foreign keys would take longer than everything else.
    'begin',
    'set local session_replication_role = replica',
    'set local synchronous_commit = off',
    `insert into track (id, owner_id, name, created_at)
      select ${idOf('track', 'n')}, ${owner}, 'Circuit ' || n, now() from ${series(TRACKS)}`,
    `insert into vehicle (id, owner_id, name, created_at)
      select ${idOf('vehicle', 'n')}, ${owner}, 'Vehicle ' || n, now() from ${series(VEHICLES)}`,
    `insert into layout (id, owner_id, track_id, name, length_metres, sector_fractions, gates, official_corners,
        corners, analysis_version, created_at)
      select ${idOf('layout', 'n')}, ${owner}, ${idOf('track', `n % ${TRACKS}`)}, 'Layout ' || n, 4000 + n,
        '{0,0.33,0.66}', '[]', '[]', '[]', 1, now() from ${series(LAYOUTS)}`,
    `insert into session (id, owner_id, name, started_at, imported_at, duration_seconds, format, file_name, file_bytes,
        content_hash, recording_key, driver, vehicle_id, track_id, layout_id, lap_count, valid_lap_count, best_lap,
        channels, report, analysis_version, lap_split_method, search_words)
      select ${idOf('session', 'n')}, ${owner}, 'Practice ' || n, started_at, now(), 1800, 'ibt', 'run' || n || '.ibt',
        20000000, md5(n::text), 'recordings/' || n, 'Driver ' || driver, ${idOf('vehicle', 'vehicle')},
        ${idOf('track', `layout % ${TRACKS}`)}, ${idOf('layout', 'layout')}, ${LAPS_A_SESSION}, ${LAPS_A_SESSION - 2},
        jsonb_build_object('id', ${idOf('lap', 'n')}, 'number', 3, 'timeSeconds', 90), '[]',
        '{"rowsTotal":0,"rowsKept":0,"reasons":{},"warnings":[]}', 1, 'counter',
        'practice ' || n || ' driver' || driver || ' vehicle' || vehicle || ' circuit' || layout % ${TRACKS} || ' run' || n || ' ibt'
      from (select n, timestamptz '2024-01-01' + n * interval '17 minutes' as started_at,
        ${pick('n', 1, DRIVERS)} as driver, ${pick('n', 2, VEHICLES)} as vehicle, ${pick('n', 3, LAYOUTS)} as layout
        from ${series(SESSIONS)}) as drawn`,
    `insert into lap (id, owner_id, session_id, layout_id, vehicle_id, driver, driven_at, number, kind, valid,
        invalid_reasons, start_seconds, end_seconds, time_seconds, time_source, distance_metres, sector_seconds, file_bytes)
      select ${idOf('lap', 'n')}, ${owner}, session.id, session.layout_id, session.vehicle_id, session.driver,
        session.started_at, n % ${LAPS_A_SESSION}, kind, kind = 'full' and n % 23 > 0, '{}', 0, seconds, seconds,
        'source', 4000, array[seconds / 3, seconds / 3, seconds / 3], 1500000
      from (select n, 80 + ${pick('n', 4, 60_000)} / 1000.0 as seconds,
        case n % ${LAPS_A_SESSION} when 0 then 'out' when ${LAPS_A_SESSION - 1} then 'in' else 'full' end as kind
        from ${series(LAPS)}) as drawn
      join session on session.id = ${idOf('session', `n / ${LAPS_A_SESSION}`)}`,
    'commit',
  ];
}
