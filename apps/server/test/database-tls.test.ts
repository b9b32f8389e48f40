import { execFileSync } from 'node:child_process';
import {
  appendFileSync,
  chmodSync,
  chownSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
} from 'node:fs';
import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Database, openPostgres } from '../src/db/client.ts';

const VERSIONS = '/usr/lib/postgresql';
const programs = (existsSync(VERSIONS) ? readdirSync(VERSIONS) : [])
  .map((version) => join(VERSIONS, version, 'bin'))
  .find((bin) => existsSync(join(bin, 'initdb')));
if (programs === undefined)
  console.warn(`SKIPPED: certificates of PostgreSQL, no initdb in ${VERSIONS}`);

/** PostgreSQL refuses to run as root. */
const isRoot = userInfo().uid === 0;
const idOf = (flag: string) => Number(execFileSync('id', [flag, 'postgres'], { encoding: 'utf8' }));

function as(program: string, ...args: readonly string[]): void {
  const command = [join(programs ?? '', program), ...args];
  const [first = '', ...rest] = isRoot ? ['runuser', '-u', 'postgres', '--', ...command] : command;
  execFileSync(first, rest, { stdio: 'ignore' });
}

/** An authority; and a certificate of it for `localhost`, whose key belongs to who runs PostgreSQL. */
function makeCertificates(folder: string): void {
  const openssl = (...args: readonly string[]) =>
    execFileSync('openssl', args, { cwd: folder, stdio: 'ignore' });
  const made = ['-newkey', 'rsa:2048', '-nodes', '-days', '2'];
  for (const name of ['authority', 'stranger'])
    openssl(
      'req',
      '-x509',
      ...made,
      '-subj',
      `/CN=${name}`,
      '-keyout',
      `${name}.key`,
      '-out',
      `${name}.pem`,
    );
  const names = ['-subj', '/CN=localhost', '-addext', 'subjectAltName=DNS:localhost'];
  openssl('req', ...made.slice(0, 3), ...names, '-keyout', 'server.key', '-out', 'server.csr');
  const signed = [
    '-CA',
    'authority.pem',
    '-CAkey',
    'authority.key',
    '-CAcreateserial',
    '-days',
    '2',
  ];
  openssl(
    'x509',
    '-req',
    '-in',
    'server.csr',
    ...signed,
    '-copy_extensions',
    'copy',
    '-out',
    'server.pem',
  );
  chmodSync(join(folder, 'server.key'), 0o600);
  if (isRoot) chownSync(join(folder, 'server.key'), idOf('-u'), idOf('-g'));
}

describe.skipIf(programs === undefined)(
  'a PostgreSQL whose certificate an own authority made',
  () => {
    let folder: string;
    let port: number;
    const opened: Database[] = [];
    beforeAll(async () => {
      folder = mkdtempSync(join(tmpdir(), 'outlap-tls-'));
      if (isRoot) chownSync(folder, idOf('-u'), idOf('-g'));
      makeCertificates(folder);
      const free = createServer().listen(0, '127.0.0.1');
      await once(free, 'listening');
      ({ port } = free.address() as AddressInfo);
      free.close();
      const cluster = join(folder, 'cluster');
      as('initdb', '-D', cluster, '-A', 'trust', '-U', 'outlap', '--no-sync');
      const settings = `port = ${port}\nlisten_addresses = 'localhost'\nunix_socket_directories = ''\nfsync = off
ssl = on\nssl_cert_file = '${folder}/server.pem'\nssl_key_file = '${folder}/server.key'\n`;
      appendFileSync(join(cluster, 'postgresql.conf'), settings);
      as('pg_ctl', '-D', cluster, '-w', '-l', join(cluster, 'log'), 'start');
    });
    afterAll(async () => {
      for (const database of opened) await database.close();
      as('pg_ctl', '-D', join(folder, 'cluster'), '-m', 'immediate', 'stop');
      rmSync(folder, { recursive: true, force: true });
    });

    const pem = (name: string) => readFileSync(join(folder, `${name}.pem`), 'utf8');
    async function isEncrypted(host: string, query: string, authorities?: string) {
      const url = `postgres://outlap@${host}:${port}/postgres${query}`;
      const database = openPostgres(url, 1, authorities === undefined ? {} : { authorities });
      opened.push(database);
      const asked = sql<{ ssl: boolean }>`select ssl from pg_stat_ssl where pid = pg_backend_pid()`;
      return (await asked.execute(database.db)).rows[0]?.ssl;
    }

    test('is reached over TLS when it is known by its authority, as text or as a file', async () => {
      expect(await isEncrypted('localhost', '', pem('authority'))).toBe(true);
      expect(await isEncrypted('localhost', '', join(folder, 'authority.pem'))).toBe(true);
      expect(await isEncrypted('localhost', '', pem('stranger') + pem('authority'))).toBe(true);
    });

    test('is refused when another authority is the known one, whatever the URL allows', async () => {
      const refused = /self-signed certificate|unable to verify/;
      await expect(isEncrypted('localhost', '', pem('stranger'))).rejects.toThrow(refused);
      const lax = '?sslmode=no-verify';
      await expect(isEncrypted('localhost', lax, pem('stranger'))).rejects.toThrow(refused);
      await expect(isEncrypted('localhost', '?ssl=0', pem('stranger'))).rejects.toThrow(refused);
    });

    test('is refused under a name that its certificate does not have', async () => {
      await expect(isEncrypted('127.0.0.1', '', pem('authority'))).rejects.toThrow(/altnames/);
    });

    test('is as the URL says where no authority is given', async () => {
      expect(await isEncrypted('localhost', '')).toBe(false);
      expect(await isEncrypted('localhost', '?sslmode=no-verify')).toBe(true);
    });
  },
);
