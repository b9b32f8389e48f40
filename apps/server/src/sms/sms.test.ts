import { pino } from 'pino';
import { Writable } from 'node:stream';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openTextMessages, type TextMessages } from '../../test/text-messages.ts';
import { openSms } from './open.ts';

const log = pino({ level: 'silent' });
const message = { to: '+15550123', text: '123456 is your code' };
let provider: TextMessages;
beforeAll(async () => {
  provider = await openTextMessages();
});
afterAll(() => provider.close());

test('Twilio gets a form with Basic authentication', async () => {
  const sms = openSms(`twilio://AC1:s%2Fecret@127.0.0.1:${provider.port}?from=+15550100`, log);
  await sms.send(message);
  const sent = provider.sent.at(-1);
  expect(sent).toMatchObject({ method: 'POST', path: '/2010-04-01/Accounts/AC1/Messages.json' });
  expect(sent?.headers.authorization).toBe(`Basic ${btoa('AC1:s/ecret')}`);
  expect(Object.fromEntries(sent?.body ?? [])).toEqual({
    To: '+15550123',
    From: '+15550100',
    Body: message.text,
  });
  provider.answer = { status: 401, body: '{"message":"+15550123 secret"}' };
  await expect(sms.send(message)).rejects.toThrow('answered 401');
  provider.answer = { status: 302, body: '' };
  await expect(sms.send(message)).rejects.toThrow();
  sms.close();
});

test('Amazon SNS gets a signed request', async () => {
  const endpoint = encodeURIComponent(`http://127.0.0.1:${provider.port}`);
  const sms = openSms(`sns://AKIDEXAMPLE:sec%2Fret@eu-central-1?endpoint=${endpoint}`, log);
  const xml =
    '<PublishResponse><PublishResult><MessageId>1</MessageId></PublishResult></PublishResponse>';
  provider.answer = { status: 200, body: xml };
  await sms.send(message);
  const sent = provider.sent.at(-1);
  expect(sent?.headers.authorization).toMatch(
    /^AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE\/\d{8}\/eu-central-1\/sns\/aws4_request, SignedHeaders=.*host.*, Signature=[0-9a-f]{64}$/,
  );
  expect(sent?.headers['x-amz-date']).toMatch(/^\d{8}T\d{6}Z$/);
  expect(sent?.body.get('Action')).toBe('Publish');
  expect(sent?.body.get('PhoneNumber')).toBe('+15550123');
  expect(sent?.body.get('Message')).toBe(message.text);
  provider.answer = {
    status: 403,
    body: '<ErrorResponse><Error><Code>X</Code></Error></ErrorResponse>',
  };
  await expect(sms.send(message)).rejects.toThrow('Amazon SNS did not take');
  sms.close();
});

test('without a provider messages are in the log', async () => {
  const lines: string[] = [];
  const write = (chunk: Buffer, _: unknown, done: () => void) => {
    lines.push(chunk.toString());
    done();
  };
  const sms = openSms('', pino({ level: 'info' }, new Writable({ write })));
  await sms.send(message);
  expect(lines.join('')).toContain('123456 is your code');
  sms.close();
});
