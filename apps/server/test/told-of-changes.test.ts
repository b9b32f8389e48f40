import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Mailbox, openMailbox } from './mailbox.ts';
import { makePerson, PASSWORD, setUpTotp } from './people.ts';
import { createTestApp, type TestApp } from './server.ts';
import { Visitor } from './visitor.ts';

let t: TestApp;
let mailbox: Mailbox;
beforeAll(async () => {
  mailbox = await openMailbox();
  t = await createTestApp('embedded', { env: { SMTP_URL: mailbox.url } });
}, 120_000);
afterAll(async () => {
  await t.close();
  await mailbox.close();
});

test('whose ways in change is told by mail', { timeout: 120_000 }, async () => {
  const { email } = await makePerson(t.deps);
  const visitor = new Visitor(t.app);
  await setUpTotp(visitor, email);
  const next = async () => (await mailbox.take(email, /security of your account/)).text;
  expect(await next()).toContain('a second factor was added (totp)');
  await visitor.post('/api/keys', { name: 'k', scopes: ['read', 'record'] });
  expect(await next()).toContain('an API key was made, good for read, record');
  await visitor.post('/api/second-factors/recovery-codes', { password: PASSWORD });
  expect(await next()).toContain('new recovery codes were made');
  await visitor.post('/api/second-factors/disable', { password: PASSWORD });
  expect(await next()).toContain('all second factors were turned off');
});

test('who runs a team is told that a second factor is wanted', { timeout: 60_000 }, async () => {
  const { email } = await makePerson(t.deps);
  const visitor = new Visitor(t.app);
  await visitor.post('/auth/login', { email, password: PASSWORD, keep: 'cookie' });
  expect((await visitor.get('/api/second-factors')).body).toMatchObject({ required: false });
  await visitor.post('/api/teams', { name: 'Works' });
  expect((await visitor.get('/api/second-factors')).body).toMatchObject({ required: true });
});
