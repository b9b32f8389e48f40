import { once } from 'node:events';
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingMessage, request as ask } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { parseConfig } from '../src/config.ts';
import { lookAtDatabase } from '../src/doctor/database.ts';
import { FINDINGS, type Look } from '../src/doctor/findings.ts';
import { lookAtMachine } from '../src/doctor/machine.ts';
import { lookAtNeighbours } from '../src/doctor/neighbours.ts';
import { lookFromOutside } from '../src/doctor/reach.ts';
import { lookAtSettings } from '../src/doctor/settings.ts';
import { fingerprintOf } from '../src/identity/secrets.ts';
import { copyEmbeddedSnapshot, KINDS, urlOf, withAdmin } from './databases.ts';
import { HAS_REDIS, startRedis } from './redis.ts';
import { startTestServer, type TestServer } from './server.ts';

const SECRET = 'what server and doctor have in common';
const codesOf = (looks: readonly Look[]) => looks.flatMap(({ code }) => code ?? []).sort();

type Habits = {
  readonly address?: 'replaced' | 'kept';
  readonly scheme?: string;
  readonly sockets?: boolean;
  readonly mostBytes?: number;
};

/** A proxy as people configure them, well or badly. */
async function startProxy(target: string, habits: Habits) {
  const { address = 'replaced', scheme = 'http', sockets = true, mostBytes = Infinity } = habits;
  const { port } = new URL(target);
  const forward = (request: IncomingMessage) => ({
    port,
    host: '127.0.0.1',
    method: request.method,
    path: request.url,
    headers: {
      ...request.headers,
      'x-forwarded-proto': scheme,
      'x-forwarded-for':
        address === 'kept' && request.headers['x-forwarded-for']
          ? request.headers['x-forwarded-for']
          : '198.51.100.9',
    },
  });
  const server = createServer((request, response) => {
    if (Number(request.headers['content-length'] ?? 0) > mostBytes) {
      request.resume();
      return void response.writeHead(413).end();
    }
    const plain = forward(request);
    // As nginx does unless it is told otherwise.
    const headers = { ...plain.headers, upgrade: undefined, connection: undefined };
    const onward = ask(
      { ...plain, headers: JSON.parse(JSON.stringify(headers)) as typeof plain.headers },
      (answer) => {
        response.writeHead(answer.statusCode ?? 502, answer.headers);
        answer.pipe(response);
      },
    );
    onward.on('error', () => response.destroy());
    request.pipe(onward);
  });
  if (sockets)
    server.on('upgrade', (request: IncomingMessage, client: Socket, head: Buffer) => {
      const onward = ask(forward(request));
      onward.on('upgrade', (answer, upstream) => {
        const lines = Object.entries(answer.headers).map(
          ([name, value]) => `${name}: ${String(value)}`,
        );
        client.write(`HTTP/1.1 101 Switching Protocols\r\n${lines.join('\r\n')}\r\n\r\n`);
        upstream.pipe(client).pipe(upstream);
        for (const one of [upstream, client]) one.on('error', () => one.destroy());
      });
      onward.on('response', () => client.destroy());
      onward.on('error', () => client.destroy());
      onward.end(head);
    });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const bound = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${bound.port}`,
    close: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}

describe('from outside', () => {
  let trusting: TestServer;
  let alone: TestServer;
  beforeAll(async () => {
    trusting = await startTestServer({ AUTH_SECRET: SECRET, TRUSTED_PROXIES: '127.0.0.1' });
    alone = await startTestServer({ AUTH_SECRET: SECRET });
  }, 240_000);
  afterAll(() => Promise.all([trusting.close(), alone.close()]));

  const look = async (server: TestServer, habits: Habits, env: Record<string, string> = {}) => {
    const proxy = await startProxy(server.address, habits);
    const config = parseConfig({
      DATA_DIR: server.dataDir,
      AUTH_SECRET: SECRET,
      PUBLIC_URL: proxy.url,
      ...env,
    });
    const looks = await lookFromOutside(config);
    proxy.close();
    return codesOf(looks);
  };

  test('a proxy that does everything right: nothing found', async () => {
    expect(await look(trusting, {})).toEqual([]);
  });
  test('a proxy that believes what clients say of their address', async () => {
    expect(await look(trusting, { address: 'kept' })).toEqual(['forged_address_believed']);
  });
  test('a proxy that TRUSTED_PROXIES does not name', async () => {
    expect(await look(alone, {})).toEqual(['proxy_not_trusted']);
  });
  test('a proxy that tells of another scheme', async () => {
    expect(await look(trusting, { scheme: 'https' })).toEqual(['scheme_lost']);
  });
  test('a proxy that lets no WebSocket and no large body through', async () => {
    expect(await look(trusting, { sockets: false, mostBytes: 2 ** 20 })).toEqual([
      'body_limited',
      'socket_blocked',
    ]);
  });
  test('an address where somebody else answers, and one where nobody does', async () => {
    const env = { AUTH_SECRET: 'a secret that the server does not have' };
    expect(await look(trusting, {}, env)).toEqual(['public_url_elsewhere']);
    expect(await look(trusting, {}, { PUBLIC_URL: 'http://127.0.0.1:1' })).toEqual([
      'public_url_unreachable',
    ]);
  });
  test('the questions are answered to nobody who has not the secret', async () => {
    const headers = { 'content-type': 'application/octet-stream', 'x-outlap-marker': 'a.b.c' };
    const answer = await fetch(`${trusting.address}/health/self`, { method: 'POST', headers });
    expect(answer.status).toBe(404);
  });
});

test('settings: what is wrong with them, and nothing where they are right', () => {
  const codes = (env: Record<string, string>) => codesOf(lookAtSettings(parseConfig(env)));
  expect(codes({})).toEqual(['mail_missing']);
  const good = {
    PUBLIC_URL: 'https://laps.example',
    ALLOWED_HOSTS: 'laps.example',
    HOST: '0.0.0.0',
    TRUSTED_PROXIES: '10.0.0.2',
    SMTP_URL: 'smtp://mail.example',
    MAIL_FROM: 'Outlap <outlap@laps.example>',
    AUTH_SECRET: 'x'.repeat(32),
    INGEST_TOKEN: 'x'.repeat(24),
    DATABASE_URL: 'postgres://db/outlap',
  };
  expect(codes(good)).toEqual([]);
  expect(codes({ ...good, ALLOWED_HOSTS: 'localhost' })).toEqual(['hosts_lack_public_url']);
  expect(codes({ ...good, PUBLIC_URL: '', TRUSTED_PROXIES: '' })).toEqual(['open_without_tls']);
  expect(codes({ ...good, PUBLIC_URL: 'http://laps.example' })).toEqual(['public_url_plain']);
  expect(codes({ ...good, MAIL_FROM: 'Outlap <outlap@localhost>' })).toEqual(['mail_from_local']);
  expect(codes({ ...good, AUTH_SECRET: '' })).toEqual(['auth_secret_missing']);
  expect(codes({ ...good, AUTH_SECRET: 'short' })).toEqual(['auth_secret_short']);
  expect(codes({ ...good, INGEST_TOKEN: 'hunter2' })).toEqual(['ingest_token_short']);
});

test('settings of AWS, where CloudFront asks by the name of the balancer: no problem', () => {
  const looks = lookAtSettings(
    parseConfig({
      HOST: '0.0.0.0',
      PUBLIC_URL: 'https://laps.example',
      ALLOWED_HOSTS: 'origin.laps.example,localhost',
      ALLOWED_ORIGINS: 'https://laps.example',
      TRUSTED_PROXIES: '10.0.0.0/16',
      DATABASE_URL: 'postgres://outlap@db/outlap',
      MAIL_FROM: 'Outlap <outlap@laps.example>',
      AUTH_SECRET: 'x'.repeat(32),
    }),
  );
  expect(looks.filter(({ level }) => level === 'problem')).toEqual([]);
  expect(looks.find(({ check }) => check === 'host names')).toMatchObject({ level: 'skipped' });
});

test('secrets are named by fingerprints, the same in the settings and in the file', async () => {
  const secrets = ['a new secret of at least thirty-two characters', 'an old one'];
  const prints = secrets.map(fingerprintOf);
  const env = { AUTH_SECRET: secrets.join(',') };
  const set = lookAtSettings(parseConfig(env)).find(({ check }) => check === 'secret');
  const DATA_DIR = mkdtempSync(join(tmpdir(), 'outlap-test-'));
  writeFileSync(join(DATA_DIR, 'auth-secret'), secrets.join('\n'), { mode: 0o600 });
  const looks = await lookAtMachine(parseConfig({ DATA_DIR }));
  rmSync(DATA_DIR, { recursive: true });
  const words = `fingerprint ${prints[0]}, still understood: ${prints[1]}`;
  expect(set).toMatchObject({ level: 'ok', detail: `AUTH_SECRET: ${words}` });
  const inFile = looks.find(({ check }) => check === 'secret file');
  if (process.platform !== 'win32') expect(inFile?.detail).toContain(words);
  expect(JSON.stringify(looks)).not.toContain(secrets[1]);
});

describe('machine, database, neighbours', () => {
  const folder = mkdtempSync(join(tmpdir(), 'outlap-test-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  test('a secret that others can read', async () => {
    const server = await startTestServer();
    const config = parseConfig({ DATA_DIR: server.dataDir });
    expect(codesOf(await lookAtMachine(config))).not.toContain('secret_readable');
    chmodSync(join(server.dataDir, 'auth-secret'), 0o644);
    expect(codesOf(await lookAtMachine(config))).toContain('secret_readable');
    const beside = await lookAtDatabase(config);
    expect(beside.map(({ level }) => level)).toEqual(['skipped', 'skipped', 'skipped']);
    await server.close();
    await copyEmbeddedSnapshot(join(folder, 'database'));
    const alone = await lookAtDatabase(parseConfig({ DATA_DIR: folder }));
    expect(alone.find(({ check }) => check === 'schema')).toMatchObject({ level: 'ok' });
  });

  test.skipIf(!KINDS.includes('postgres'))(
    'a PostgreSQL without schema, one that is not there, a pool that does not fit',
    async () => {
      const name = `outlap_doctor_${process.pid}`;
      await withAdmin((admin) => admin.query(`create database ${name}`));
      const env = { DATA_DIR: folder, DATABASE_URL: urlOf(name) };
      expect(codesOf(await lookAtDatabase(parseConfig(env)))).toEqual(['migrations_missing']);
      const large = parseConfig({ ...env, DATABASE_POOL: '200' });
      expect(codesOf(await lookAtDatabase(large))).toContain('pool_too_large');
      await withAdmin((admin) => admin.query(`drop database ${name} with (force)`));
      const away = { ...env, DATABASE_URL: 'postgres://nobody@127.0.0.1:1/none' };
      expect(codesOf(await lookAtDatabase(parseConfig(away)))).toEqual(['database_failed']);
    },
  );

  test.skipIf(!HAS_REDIS)(
    'a Redis that evicts, one that is away, a mail server that is away',
    async () => {
      const redis = await startRedis();
      const env = {
        DATA_DIR: folder,
        AUTH_SECRET: 'x'.repeat(32),
        REDIS_URL: redis.url,
        SMTP_URL: 'smtp://127.0.0.1:1',
      };
      const look = async () => codesOf(await lookAtNeighbours(parseConfig(env)));
      expect(await look()).toEqual(['mail_failed']);
      await redis.configure('maxmemory', '100mb');
      await redis.configure('maxmemory-policy', 'allkeys-lru');
      expect(await look()).toEqual(['mail_failed', 'redis_evicts']);
      await redis.stop();
      expect(await look()).toEqual(['mail_failed', 'redis_failed']);
      await redis.remove();
    },
  );
});

test('docs/operate/watch.md has the table of everything that can be found', () => {
  const page = readFileSync(new URL('../../../docs/operate/watch.md', import.meta.url), 'utf8');
  const rows = page
    .split('\n')
    .map((line) => line.split(/(?<!\\)\|/).map((cell) => cell.trim()))
    .filter(([, code]) => /^`[a-z_]+`$/.test(code ?? ''))
    .map(([, code, level, what, remedy]) => [code, level, what, remedy]);
  expect(rows).toEqual(
    Object.entries(FINDINGS).map(([code, { level, what, remedy }]) => [
      `\`${code}\``,
      level,
      what,
      remedy,
    ]),
  );
});
