import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import {
  type Reach,
  reachOf,
  refusalOfAddress,
  refusalOfUrl,
} from '../src/mail/webhook-address.ts';
import { sendWebhook } from '../src/mail/webhook.ts';
import { createTestApp } from './server.ts';

const names = vi.hoisted(() => new Map<string, string>());
vi.mock('node:dns', async (original) => {
  const dns = await original<typeof import('node:dns')>();
  const lookup = (name: string, options: object, done: (...answer: unknown[]) => void) => {
    const address = names.get(name);
    if (address === undefined) return dns.lookup(name, options, done as never);
    return done(null, [{ address, family: 4 }]);
  };
  return { ...dns, lookup };
});

const PRIVATE = [
  '10.0.0.1',
  '172.31.0.9',
  '192.168.1.20',
  '100.64.0.1',
  '198.18.0.1',
  'fd12::1',
  '::ffff:10.0.0.1',
];

describe('webhooks of a server that is for people anywhere', () => {
  test('go nowhere in its own network, unless it is listed', () => {
    for (const address of PRIVATE) {
      expect(refusalOfAddress(address, false, 'public'), address).toBeDefined();
      expect(refusalOfAddress(address, true, 'public'), address).toBeUndefined();
      expect(refusalOfAddress(address, false, 'house'), address).toBeUndefined();
    }
    for (const address of ['203.0.113.7', '2001:db8::1', '172.32.0.1', '11.0.0.1'])
      expect(refusalOfAddress(address, false, 'public'), address).toBeUndefined();
    for (const url of ['http://10.0.0.1/', 'http://0xa000001/', 'http://[fd12::1]/'])
      expect(refusalOfUrl(url, [], 'public'), url).toBeDefined();
    expect(refusalOfUrl('http://10.0.0.1/', ['10.0.0.1'], 'public')).toBeUndefined();
  });

  test.each([
    ['', 'house'],
    ['http://127.0.0.1:8000', 'house'],
    ['http://192.168.1.5:8000', 'house'],
    ['http://[fd12::1]:8000', 'house'],
    ['http://pit-wall:8000', 'house'],
    ['https://laps.home.arpa', 'house'],
    ['http://laps.local:8000/', 'house'],
    ['https://laps.example.org', 'public'],
    ['https://203.0.113.7', 'public'],
  ])('which PUBLIC_URL tells: %s', (url, reach) => {
    expect(reachOf(url)).toBe(reach);
  });

  test('also where a name comes to mean an address there', async () => {
    let calls = 0;
    const receiver = createServer((_, response) => {
      calls += 1;
      response.end();
    });
    await new Promise<void>((resolve) => receiver.listen(0, '127.0.0.1', () => resolve()));
    onTestFinished(() => new Promise<void>((resolve) => receiver.close(() => resolve())));
    names.set('inside.example.org', '10.255.255.1');
    const { port } = receiver.address() as AddressInfo;
    const url = `http://inside.example.org:${port}/`;
    const webhook = { url, id: 'one', body: '{}', timestamp: 1_780_000_000 };
    const send = (reach: Reach) => sendWebhook(webhook, { secret: 'key', hosts: [], reach });
    await expect(send('public')).rejects.toThrow('own network');
    expect(calls).toBe(0);
  });

  test('are refused as a rule is written', async () => {
    const env = { PUBLIC_URL: 'https://laps.example.org', WEBHOOK_SECRET: 'key' };
    const t = await createTestApp('embedded', { work: false, env });
    onTestFinished(() => t.close());
    const rule = {
      name: 'Hot',
      condition: { kind: 'above', channel: 'speed', threshold: 1 },
      webhookUrl: 'http://10.0.0.5:6379/',
    };
    const answer = await t.app.inject({ method: 'POST', url: '/api/alerts', payload: rule });
    expect(answer.json()).toMatchObject({ status: 400, code: 'alert_rule_invalid' });
  });
});
