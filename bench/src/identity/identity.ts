import { sql } from 'kysely';
import { scrypt } from 'node:crypto';
import { measure, median, type Row, toMs } from '../report.ts';
import { EMAIL, openOwnServer, type OwnServer, PASSWORD } from './server.ts';
import { storm } from './storm.ts';

const SIGN_INS = 15;
const READS = 3000;
const LOGINS = 10_000;
const SCRYPT = { N: 2 ** 15, r: 8, p: 3, maxmem: 2 ** 28 };

/** What identity costs: a sign-in, a request that says who asks, ten thousand login sessions, a storm of guesses. */
export async function identity(): Promise<Row[]> {
  const server = await openOwnServer();
  try {
    const rows = [await signIn(server), await authorised(server), ...(await logins(server))];
    return [...rows, await storm()];
  } finally {
    await server.close();
  }
}

async function signIn({ app }: OwnServer): Promise<Row> {
  const payload = { email: EMAIL, password: PASSWORD };
  const login = async () => {
    const { statusCode } = await app.inject({ method: 'POST', url: '/auth/login', payload });
    if (statusCode !== 200) throw new Error(`The sign-in was answered ${statusCode}`);
  };
  const ours = median(await measure(SIGN_INS, login));
  const bare = median(await measure(SIGN_INS, hash));
  return {
    what: 'sign-in with a password, as far as the tokens',
    ours: toMs(ours),
    peer: `scrypt of the same cost alone: ${toMs(bare)}`,
    ratio: `${(ours / bare).toFixed(2)} ×`,
    bound: '≤ 2 ×',
    holds: ours <= 2 * bare,
  };
}

function hash(): Promise<void> {
  return new Promise((resolve, reject) => {
    scrypt(PASSWORD, 'a salt of 16 byt', 32, SCRYPT, (error) =>
      error ? reject(error) : resolve(),
    );
  });
}

async function authorised({ app, deps, userId }: OwnServer): Promise<Row> {
  const login = { userId, amr: ['pwd'], address: '127.0.0.1', userAgent: 'bench' };
  const { accessToken } = await deps.identity.issueTokens(await deps.identity.startLogin(login));
  const headers = { authorization: `Bearer ${accessToken}` };
  const stranger = () => app.inject({ method: 'GET', url: '/health' });
  const known = () => app.inject({ method: 'GET', url: '/health', headers });
  // An open route takes a bad token for a stranger.
  const me = await app.inject({ method: 'GET', url: '/api/auth/me', headers });
  if (me.statusCode !== 200) throw new Error(`The token was answered ${me.statusCode}`);
  await measure(READS / 10, stranger);
  await measure(READS / 10, known);
  const without = median(await measure(READS, stranger));
  const withToken = median(await measure(READS, known));
  const added = withToken - without;
  return {
    what: 'what an access token adds to a request, median',
    ours: toMs(added),
    peer: `the same request of a stranger: ${toMs(without)}`,
    ratio: `${(withToken / without).toFixed(2)} ×`,
    bound: '≤ 1 ms',
    holds: added <= 0.001,
  };
}

async function logins({ deps, userId }: OwnServer): Promise<Row[]> {
  const { db, now } = deps;
  const { store, endLogins } = deps.identity;
  const soon = new Date(now().getTime() + 86_400_000);
  // Others have as many, among which those of one person are found.
  await sql`insert into driver (id, name, email, created_at, updated_at)
    select gen_random_uuid(), 'Driver ' || n, 'driver' || n || '@example.org', now(), now()
    from generate_series(1, 100) n`.execute(db);
  await sql`insert into login_session (id, user_id, token, expires_at, created_at, updated_at)
    select gen_random_uuid(), driver.id, 'bench ' || driver.id || n, ${soon}, now(), now()
    from driver, generate_series(1, ${LOGINS / 100}::int) n where driver.email like 'driver%'`.execute(
    db,
  );
  const before = await store.count('session', [{ field: 'userId', value: userId }]);
  await sql`insert into login_session (id, user_id, token, expires_at, created_at, updated_at)
    select gen_random_uuid(), ${userId}::uuid, 'bench ' || n, ${soon}, now(), now()
    from generate_series(1, ${LOGINS - before}::int) n`.execute(db);
  await sql`analyze login_session`.execute(db);
  const where = [
    { field: 'userId', value: userId },
    { field: 'expiresAt', operator: 'gt', value: now() } as const,
  ];
  const whole = median(await measure(3, () => sql`select * from login_session`.execute(db)));
  const listed = median(await measure(3, () => store.findMany('session', where)));
  const plans = await sql`explain select * from login_session
    where user_id = ${userId}::uuid and expires_at > now()`.execute(db);
  const scans = /Seq Scan/.test(JSON.stringify(plans.rows));
  const started = performance.now();
  const ended = await endLogins(userId);
  const seconds = (performance.now() - started) / 1000;
  return [
    toLogins('listed', listed, `all of ${2 * LOGINS} read: ${toMs(whole)}`, !scans),
    toLogins('ended', seconds, `${String(ended)} at once`, !scans),
  ];
}

function toLogins(what: string, seconds: number, peer: string, holds: boolean): Row {
  return {
    what: `${LOGINS.toLocaleString('en')} login sessions of one person ${what}`,
    ours: toMs(seconds),
    peer,
    ratio: '–',
    bound: 'no scan',
    holds,
  };
}
