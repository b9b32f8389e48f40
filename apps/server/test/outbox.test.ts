import { createHmac } from 'node:crypto';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import PostalMime, { type Email } from 'postal-mime';
import { SMTPServer } from 'smtp-server';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import type { Deps } from '../src/deps.ts';
import { alertComposer } from '../src/features/alerts/message.ts';
import type { OutboxMessage } from '../src/features/alerts/schemas.ts';
import { AlertWatcher } from '../src/features/alerts/watch.ts';
import { openMail } from '../src/mail/mail.ts';
import { deliverDue, startOutbox, waitAfter } from '../src/mail/outbox.ts';
import { refusalOfAddress, refusalOfUrl } from '../src/mail/webhook-address.ts';
import { sendWebhook, signatureOf } from '../src/mail/webhook.ts';
import { KINDS } from './databases.ts';
import { insertRunningStream } from './running-stream.ts';
import { createTestApp, type TestApp } from './server.ts';

const START = new Date('2026-06-01T12:00:00Z');
const SECRET = 'not very secret';
const HOT = {
  name: 'Coolant\r\nhot',
  severity: 'critical',
  condition: { kind: 'above', channel: 'engineCoolantTemperature', threshold: 110 },
  cooldownSeconds: 0,
} as const;

/** A mail server that keeps what it gets; `refuse` makes it answer with an error so many times first. */
async function startSmtp(refuse = 0) {
  const mails: Email[] = [];
  const recipients: string[] = [];
  let left = refuse;
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS'],
    onData: (stream, session, callback) => {
      const chunks: Buffer[] = [];
      stream.on('data', (chunk: Buffer) => chunks.push(chunk));
      stream.on('end', () => {
        if (left-- > 0) return callback(new Error('try again later'));
        recipients.push(...session.envelope.rcptTo.map(({ address }) => address));
        void PostalMime.parse(Buffer.concat(chunks)).then((mail) => {
          mails.push(mail);
          callback();
        });
      });
    },
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', () => resolve()));
  onTestFinished(() => new Promise<void>((resolve) => server.close(() => resolve())));
  const { port } = server.server.address() as AddressInfo;
  return { url: `smtp://127.0.0.1:${port}`, mails, recipients };
}

type Received = { readonly headers: IncomingMessage['headers']; readonly body: string };

async function startReceiver(statuses: readonly number[]) {
  const received: Received[] = [];
  const server: Server = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk: Buffer) => (body += chunk.toString()));
    request.on('end', () => {
      const status = statuses[received.length] ?? 204;
      received.push({ headers: request.headers, body });
      response.writeHead(status, status === 302 ? { location: '/elsewhere' } : {}).end();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', () => resolve()));
  onTestFinished(() => new Promise<void>((resolve) => server.close(() => resolve())));
  const { port } = server.address() as AddressInfo;
  return { url: `http://localhost:${port}/hook`, received };
}

describe.each(KINDS)('the outbox on %s', (kind) => {
  let t: TestApp;
  beforeAll(async () => {
    const env = {
      WEBHOOK_SECRET: SECRET,
      WEBHOOK_HOSTS: 'localhost',
      PUBLIC_URL: 'https://laps.example.org/',
    };
    t = await createTestApp(kind, { work: false, env });
  });
  afterAll(() => t.close());

  /** A server with its own clock and mail server, and a car that gets too hot when it is told to. */
  async function setUp(rule: object, smtpUrl = '') {
    const config = { ...t.deps.config, SMTP_URL: smtpUrl };
    let now = START;
    const mail = openMail(config);
    const deps: Deps = { ...t.deps, config, mail, now: () => now };
    const answer = await t.app.inject({
      method: 'POST',
      url: '/api/alerts',
      payload: { ...HOT, name: 'Coolant hot', ...rule },
    });
    expect(answer.statusCode, answer.body).toBe(201);
    const { id } = answer.json<{ id: string }>();
    const watcher = new AlertWatcher(deps);
    const stream = await insertRunningStream(t.deps, START);
    await watcher.settled();
    onTestFinished(async () => {
      await watcher.stop();
      mail.close();
      await t.app.inject({ method: 'DELETE', url: `/api/alerts/${id}` });
      await t.deps.db.deleteFrom('outbox').execute();
    });
    let seq = 0;
    const composer = alertComposer(config);
    return {
      deps,
      composer,
      stream,
      setSeconds: (seconds: number) => (now = new Date(START.getTime() + seconds * 1000)),
      heat: async (start: number, times = 1) => {
        const coolant = Array.from({ length: times }, () => [112.34, 90]).flat();
        stream.publish({ seq: ++seq, start, coolant });
        await watcher.settled();
      },
      deliver: () => deliverDue(deps, composer, () => 1),
      messages: async () =>
        (await t.app.inject('/api/outbox')).json<{ items: OutboxMessage[] }>().items,
    };
  }

  test('a mail names car, reading, unit, time, rule and link', async () => {
    const smtp = await startSmtp();
    const { heat, deliver, setSeconds, stream, messages } = await setUp(
      { mailTo: ['pit@example.org'] },
      smtp.url,
    );
    await heat(1);
    expect(await deliver()).toBe(0);
    setSeconds(6);
    expect(await deliver()).toBe(1);
    expect(smtp.recipients).toEqual(['pit@example.org']);
    const [mail] = smtp.mails;
    expect(mail?.subject).toMatch(/^\[critical\] Blue car \w+: Coolant 112\.3 °C$/);
    expect(mail?.text).toContain('Coolant 112.3 °C at 2026-06-01 12:00:01 UTC');
    expect(mail?.text).toContain('Rule: Coolant hot (critical): Coolant above 110 °C');
    expect(mail?.text).toContain(`https://laps.example.org/live/${stream.sessionId}`);
    expect(await messages()).toMatchObject([{ state: 'sent', attempts: 1, error: null }]);
    expect(await deliver()).toBe(0);
  });

  test('a burst is one mail with a count, and the next one waits its minute', async () => {
    const smtp = await startSmtp();
    const { heat, deliver, setSeconds } = await setUp({ mailTo: ['pit@example.org'] }, smtp.url);
    await heat(1, 46);
    for (let second = 4; second <= 56; second += 4) {
      setSeconds(second);
      await heat(second + 10);
      expect(await deliver(), `second ${second}`).toBe(0);
    }
    setSeconds(60);
    expect(await deliver()).toBe(1);
    expect(smtp.mails[0]?.subject).toContain('60 alerts');
    expect(smtp.mails[0]?.text).toContain('… and 10 more.');
    setSeconds(70);
    await heat(80);
    setSeconds(80);
    expect(await deliver()).toBe(0);
    setSeconds(120);
    expect(await deliver()).toBe(1);
    expect(smtp.mails[1]?.subject).toMatch(/: Coolant 112\.3 °C$/);
  });

  test('a mail that is refused is tried again later, under the same message id', async () => {
    const smtp = await startSmtp(1);
    const { heat, deliver, setSeconds, messages } = await setUp(
      { mailTo: ['pit@example.org'] },
      smtp.url,
    );
    await heat(1);
    setSeconds(6);
    expect(await deliver()).toBe(1);
    expect(await messages()).toMatchObject([
      { state: 'waiting', attempts: 1, error: expect.stringContaining('try again') as string },
    ]);
    setSeconds(10.9);
    expect(await deliver()).toBe(0);
    setSeconds(11.1);
    expect(await deliver()).toBe(1);
    const [message] = await messages();
    expect(message).toMatchObject({ state: 'sent', attempts: 2 });
    expect(smtp.mails.map(({ messageId }) => messageId)).toEqual([`<${message?.id}@outlap>`]);
  });

  test('without a mail server mails are kept, shown, and sent once there is one', async () => {
    const { heat, deliver, setSeconds, messages, deps, composer } = await setUp({
      mailTo: ['pit@example.org'],
    });
    await heat(1);
    setSeconds(6);
    await deliver();
    const [kept] = await messages();
    expect(kept).toMatchObject({
      state: 'kept',
      recipient: 'pit@example.org',
      subject: expect.stringContaining('Coolant 112.3 °C') as string,
      text: expect.stringContaining('Coolant above 110 °C') as string,
    });
    const smtp = await startSmtp();
    const mail = openMail({ ...deps.config, SMTP_URL: smtp.url });
    onTestFinished(() => mail.close());
    const retry = (id: string | undefined) =>
      t.app.inject({ method: 'POST', url: `/api/outbox/${id}/retry` });
    expect((await retry(kept?.id)).json()).toMatchObject({ state: 'waiting' });
    const later = { ...deps, mail, now: () => new Date() };
    expect(await deliverDue(later, composer, () => 1)).toBe(1);
    expect(smtp.mails).toHaveLength(1);
    expect((await retry(kept?.id)).json()).toMatchObject({ code: 'outbox_message_not_found' });
    const stranger = await t.appOf('00000000-0000-7000-8000-00000000dead');
    expect((await stranger.inject('/api/outbox')).json()).toMatchObject({ items: [] });
  });

  test('two workers on one outbox send each message once, woken by what is new', async () => {
    const smtp = await startSmtp();
    const { heat, setSeconds, deps, composer, messages } = await setUp(
      { mailTo: Array.from({ length: 8 }, (_, i) => `pit${i}@example.org`) },
      smtp.url,
    );
    await heat(1);
    setSeconds(6);
    const workers = [1, 2].map(() => startOutbox(deps, composer, () => 1));
    for (const worker of workers) worker.wake();
    await expect
      .poll(async () => (await messages()).filter(({ state }) => state === 'sent').length)
      .toBe(8);
    for (const worker of workers) await worker.stop();
    expect([...smtp.recipients].sort()).toEqual([...new Set(smtp.recipients)].sort());
    expect(smtp.recipients).toHaveLength(8);
  });

  test('a mail does not wait for a webhook that does not answer', async () => {
    const smtp = await startSmtp();
    const asked = Promise.withResolvers<void>();
    const silent = createServer(() => asked.resolve());
    await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', () => resolve()));
    const { port } = silent.address() as AddressInfo;
    const { heat, setSeconds, deps, composer } = await setUp(
      { mailTo: ['pit@example.org'], webhookUrl: `http://localhost:${port}/hook` },
      smtp.url,
    );
    await heat(1);
    const outbox = startOutbox(deps, composer, () => 1);
    await asked.promise;
    expect(smtp.recipients).toEqual([]);
    setSeconds(6);
    outbox.wake();
    await expect.poll(() => smtp.recipients, { timeout: 5000 }).toEqual(['pit@example.org']);
    silent.closeAllConnections();
    await outbox.stop();
    await new Promise((resolve) => silent.close(resolve));
  });

  test('a webhook is signed over time and body, tried again after an error, not redirected', async () => {
    const receiver = await startReceiver([500, 302, 200]);
    const { heat, deliver, setSeconds, messages, stream } = await setUp({
      mail: false,
      webhookUrl: receiver.url,
    });
    await heat(1);
    for (const second of [1, 10, 60, 600]) {
      setSeconds(second);
      await deliver();
    }
    expect(receiver.received).toHaveLength(3);
    for (const { headers, body } of receiver.received) {
      const timestamp = Number(headers['x-outlap-timestamp']);
      expect(headers['x-outlap-signature']).toBe(signatureOf(SECRET, timestamp, body));
      expect(headers['x-outlap-delivery']).toBe(receiver.received[0]?.headers['x-outlap-delivery']);
    }
    expect(JSON.parse(receiver.received[2]?.body ?? '')).toMatchObject({
      event: 'alert.started',
      url: `https://laps.example.org/live/${stream.sessionId}`,
      alert: { ruleName: 'Coolant hot', sessionId: stream.sessionId, unit: '°C' },
    });
    expect(await messages()).toMatchObject([{ kind: 'webhook', state: 'sent', attempts: 3 }]);
  });

  test('a name cannot begin a line of its own in a mail', async () => {
    const { heat, setSeconds, deliver, messages } = await setUp({
      name: 'Hot\r\nBcc: all@example.org',
      mailTo: ['pit@example.org'],
    });
    await heat(1);
    setSeconds(6);
    await deliver();
    expect((await messages())[0]?.text).toContain('Rule: Hot Bcc: all@example.org (critical)');
  });
});

test('while WEBHOOK_SECRET lists two keys, the header of always is of the old one, and another of the new one', async () => {
  const receiver = await startReceiver([200, 200, 200]);
  const webhook = { url: receiver.url, id: 'one', body: '{"lap":1}', timestamp: 1_780_000_000 };
  const hosts = ['localhost'];
  for (const secret of ['old key', 'new key, old key', 'new key'])
    await sendWebhook(webhook, { secret, hosts });
  const [signedOld, signedNew] = ['old key', 'new key'].map(
    (key) => `sha256=${createHmac('sha256', key).update('1780000000.{"lap":1}').digest('hex')}`,
  );
  const signatures = receiver.received.map(({ headers }) => [
    headers['x-outlap-signature'],
    headers['x-outlap-signature-next'],
  ]);
  expect(signatures).toEqual([
    [signedOld, undefined],
    [signedOld, signedNew],
    [signedNew, undefined],
  ]);
});

test('webhooks go nowhere that only this machine reaches', () => {
  for (const address of [
    '169.254.169.254',
    'fe80::1',
    '0.0.0.0',
    '::',
    '224.0.0.1',
    '255.255.255.255',
    'fd00:ec2::254',
    '::ffff:169.254.169.254',
    '64:ff9b::a9fe:a9fe',
  ])
    expect(refusalOfAddress(address, true), address).toBeDefined();
  for (const address of ['127.0.0.1', '127.9.9.9', '::1', '::ffff:127.0.0.1']) {
    expect(refusalOfAddress(address, false), address).toBeDefined();
    expect(refusalOfAddress(address, true), address).toBeUndefined();
  }
  for (const address of ['192.168.1.20', '10.0.0.1', '203.0.113.7', '2001:db8::1', 'fd12::1'])
    expect(refusalOfAddress(address, false), address).toBeUndefined();
  for (const url of [
    'ftp://example.org',
    'example.org',
    'http://user:word@example.org',
    'http://2130706433/',
    'http://[::1]/',
    'http://LOCALHOST/',
    'http://0x7f.1/',
    'http://[::ffff:a9fe:a9fe]/',
  ])
    expect(refusalOfUrl(url, []), url).toBeDefined();
  expect(refusalOfUrl('https://example.org/hook', [])).toBeUndefined();
  expect(refusalOfUrl('http://localhost:9/hook', ['localhost'])).toBeUndefined();
});

test('tries come later each time, at most an hour apart, never all at once', () => {
  const longest = Array.from({ length: 16 }, (_, i) => waitAfter(i + 1, 1));
  expect(longest.slice(0, 3)).toEqual([5000, 10_000, 20_000]);
  expect(Math.max(...longest)).toBe(3_600_000);
  expect(waitAfter(3, 0)).toBe(10_000);
});
