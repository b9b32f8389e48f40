import { createServer, type Server } from 'node:http';
import { createServer as createSocketServer, type AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { openPostgres } from '../src/db/client.ts';
import { passwordOfSecret } from '../src/db/asked-password.ts';

const ARN = 'arn:aws:secretsmanager:eu-central-1:123456789012:secret:rds!cluster';
let asked = 0;
let answer: unknown = { username: 'outlap', password: 'first' };
let manager: Server;

beforeAll(async () => {
  manager = createServer((request, response) => {
    asked++;
    request.resume().on('end', () => {
      response.setHeader('content-type', 'application/x-amz-json-1.1');
      response.end(JSON.stringify({ ARN, SecretString: JSON.stringify(answer) }));
    });
  });
  await new Promise<void>((done) => manager.listen(0, '127.0.0.1', done));
  const { port } = manager.address() as AddressInfo;
  vi.stubEnv('AWS_ENDPOINT_URL_SECRETS_MANAGER', `http://127.0.0.1:${port}`);
  vi.stubEnv('AWS_ACCESS_KEY_ID', 'local');
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'local');
});

afterAll(() => {
  vi.unstubAllEnvs();
  manager.close();
});

test('many connections at once ask once; a secret without a password is told, and asked for again', async () => {
  const ask = passwordOfSecret(ARN);
  const before = asked;
  expect(await Promise.all([ask(), ask(), ask()])).toEqual(['first', 'first', 'first']);
  expect(asked - before).toBe(1);

  answer = { username: 'outlap' };
  const other = passwordOfSecret(ARN);
  await expect(other()).rejects.toThrow('has no password');
  answer = { username: 'outlap', password: 'second' };
  expect(await other()).toBe('second');
});

/** Asks whoever connects for a password in clear, as PostgreSQL does, and refuses it. */
function refusingDatabase() {
  const passwords: string[] = [];
  const server = createSocketServer((socket) => {
    let isStarted = false;
    socket.on('error', () => undefined);
    socket.on('data', (data) => {
      if (!isStarted) {
        isStarted = true;
        socket.write(Buffer.from([0x52, 0, 0, 0, 8, 0, 0, 0, 3]));
        return;
      }
      passwords.push(data.toString('latin1', 5, data.length - 1));
      socket.end();
    });
  });
  return { server, passwords };
}

test('a connection of the database shows the password of the secret, not that of its URL', async () => {
  answer = { username: 'outlap', password: 'rotated' };
  const { server, passwords } = refusingDatabase();
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const { port } = server.address() as AddressInfo;
  const database = openPostgres(`postgres://outlap@127.0.0.1:${port}/outlap`, 1, {
    secretArn: ARN,
  });
  try {
    await expect(database.executeSql('select 1')).rejects.toThrow();
    expect(passwords).toEqual(['rotated']);
  } finally {
    await database.close();
    server.close();
  }
});
