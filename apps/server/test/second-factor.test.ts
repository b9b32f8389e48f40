import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { buildApp } from '../src/app.ts';
import { seal } from '../src/identity/secrets.ts';
import { STORE_KINDS } from './identity-stores.ts';
import { type Mailbox, openMailbox } from './mailbox.ts';
import { amrOf, forgetSteps, makePerson, PASSWORD, setUpTotp, signIn } from './people.ts';
import { createTestApp, type TestApp } from './server.ts';
import { openTextMessages, type TextMessages } from './text-messages.ts';
import { type Answer, Visitor } from './visitor.ts';

const TOGETHER = 10;

describe.each(STORE_KINDS)('second factors (%s)', (kind) => {
  let t: TestApp;
  let app: Awaited<ReturnType<typeof buildApp>>;
  let mailbox: Mailbox;
  let messages: TextMessages;
  beforeAll(async () => {
    [mailbox, messages] = await Promise.all([openMailbox(), openTextMessages()]);
    t = await createTestApp(kind, {
      env: {
        SMTP_URL: mailbox.url,
        PUBLIC_URL: 'http://127.0.0.1:8000',
        SMS_URL: `twilio://AC1:secret@127.0.0.1:${messages.port}?from=+15550100`,
      },
    });
    app = await buildApp(t.deps);
  });
  afterAll(async () => {
    await app.close();
    await t.close();
    await mailbox.close();
    await messages.close();
  });
  const visitor = () => new Visitor(app);
  const waiting = async (email: string, who = visitor()) => {
    const { status, body } = await signIn(who, email);
    expect(status).toBe(403);
    return body as { challenge: string; methods: string[] };
  };
  const waitingTogether = async (email: string) => {
    const all = [];
    for (let i = 0; i < TOGETHER; i++) all.push(await waiting(email));
    return all;
  };
  const show = async (email: string, method: string, code: string, more: object = {}) => {
    const { challenge } = await waiting(email);
    return visitor().post('/auth/second-factor', { challenge, method, code, ...more });
  };
  const statuses = (answers: readonly Answer[]) => answers.map(({ status }) => status).sort();

  describe('an authenticator app', () => {
    let person: Awaited<ReturnType<typeof makePerson>>;
    let device: Visitor;
    let authenticator: Awaited<ReturnType<typeof setUpTotp>>;
    beforeAll(async () => {
      person = await makePerson(t.deps);
      device = visitor();
      authenticator = await setUpTotp(device, person.email);
    });
    beforeEach(() => forgetSteps(t.deps, person.id));

    test('is set up by who knows the password, and confirmed by a code of it', async () => {
      const other = await makePerson(t.deps);
      const browser = visitor();
      expect((await browser.post('/api/second-factors/totp/start')).status).toBe(401);
      await signIn(browser, other.email);
      for (const body of [{}, { password: 'wrong' }])
        expect((await browser.post('/api/second-factors/totp/start', body)).body).toMatchObject({
          code: 'credentials_wrong',
        });
      expect(
        (await browser.post('/api/second-factors/totp/confirm', { code: '123456' })).body,
      ).toMatchObject({ code: 'sign_in_again' });
      await browser.post('/api/second-factors/totp/start', { password: PASSWORD });
      expect(
        (await browser.post('/api/second-factors/totp/confirm', { code: 'none' })).body,
      ).toMatchObject({ code: 'second_factor_wrong' });
      expect((await browser.get('/api/second-factors')).body).toMatchObject({
        enabled: false,
        totp: false,
        satisfied: false,
      });
      expect((await device.get('/api/second-factors')).body).toMatchObject({
        enabled: true,
        totp: true,
        mail: false,
        recoveryCodesLeft: 10,
        hasPassword: true,
        required: false,
        satisfied: true,
      });
    });

    test('is asked for after the password', async () => {
      const { methods } = await waiting(person.email);
      expect(methods).toEqual(['totp', 'recovery']);
      const answer = await show(person.email, 'totp', authenticator.code());
      expect(answer.status).toBe(200);
      expect(amrOf(answer)).toEqual(['pwd', 'otp', 'mfa']);
      const wrong = await show(person.email, 'totp', '000000');
      expect(wrong).toMatchObject({ status: 401, body: { code: 'second_factor_wrong' } });
    });

    test('gives codes that work once, however many come at the same time', async () => {
      const code = authenticator.code();
      const challenges = await waitingTogether(person.email);
      const answers = await Promise.all(
        challenges.map(({ challenge }) =>
          visitor().post('/auth/second-factor', { challenge, method: 'totp', code }),
        ),
      );
      expect(statuses(answers)).toEqual([200, ...Array<number>(TOGETHER - 1).fill(401)]);
      expect((await show(person.email, 'totp', code)).status).toBe(401);
      const before = await show(person.email, 'totp', authenticator.code(-1));
      expect(before).toMatchObject({ status: 401, body: { code: 'second_factor_wrong' } });
      expect((await show(person.email, 'totp', authenticator.code(1))).status).toBe(200);
    });

    test('is no longer asked after five wrong codes, and locked after ten', async () => {
      const { challenge } = await waiting(person.email);
      const guess = (code: string, sealed = challenge) =>
        visitor().post('/auth/second-factor', { challenge: sealed, method: 'totp', code });
      for (let i = 0; i < 5; i++) expect((await guess('000000')).status).toBe(401);
      expect((await guess(authenticator.code())).body).toMatchObject({ code: 'too_many_requests' });
      await forgetSteps(t.deps, person.id);
      for (let i = 0; i < 10; i++) await show(person.email, 'totp', '000000');
      const locked = await show(person.email, 'totp', authenticator.code());
      expect(locked).toMatchObject({ status: 429, body: { code: 'too_many_requests' } });
      expect(Number(locked.headers['retry-after'])).toBeGreaterThan(600);
      const recovery = await show(person.email, 'recovery', authenticator.recoveryCodes[9] ?? '');
      expect(recovery.status).toBe(429);
    });

    test('takes no challenge that was changed, is too old, or was used before', async () => {
      const code = () => authenticator.code();
      const { challenge } = await waiting(person.email);
      const send = (sealed: string) =>
        visitor().post('/auth/second-factor', { challenge: sealed, method: 'totp', code: code() });
      const refused = { status: 401, body: { code: 'sign_in_again' } };
      const middle = challenge.length >> 1;
      const letter = challenge[middle] === 'A' ? 'B' : 'A';
      expect(
        await send(challenge.slice(0, middle) + letter + challenge.slice(middle + 1)),
      ).toMatchObject(refused);
      expect(await send('none')).toMatchObject(refused);
      const facts = { cookies: '', userId: person.id, amr: ['pwd'], expiresAt: Date.now() - 1 };
      const { secrets } = t.deps.identity;
      const old = seal(secrets, 'second factor', JSON.stringify(facts));
      expect(await send(old)).toMatchObject(refused);
      const forPasskeys = seal(secrets, 'passkey', JSON.stringify({ ...facts, expiresAt: 9e15 }));
      expect(await send(forPasskeys)).toMatchObject(refused);
      expect((await send(challenge)).status).toBe(200);
      await forgetSteps(t.deps, person.id);
      expect((await send(challenge)).status).toBe(401);
    });

    test('does not open the account of somebody else', async () => {
      const other = await makePerson(t.deps);
      await setUpTotp(visitor(), other.email);
      const { challenge } = await waiting(other.email);
      const code = authenticator.code();
      const answer = await visitor().post('/auth/second-factor', {
        challenge,
        method: 'totp',
        code,
      });
      expect(answer).toMatchObject({ status: 401, body: { code: 'second_factor_wrong' } });
    });

    test('lets in by a recovery code, once, however it is typed', async () => {
      const [first = '', second = '', third = ''] = authenticator.recoveryCodes;
      const challenges = await waitingTogether(person.email);
      const answers = await Promise.all(
        challenges.map(({ challenge }) =>
          visitor().post('/auth/second-factor', { challenge, method: 'recovery', code: first }),
        ),
      );
      expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
      await forgetSteps(t.deps, person.id);
      expect((await show(person.email, 'recovery', first)).status).toBe(401);
      const typed = second.toUpperCase().replace('-', ' ');
      const answer = await show(person.email, 'recovery', typed);
      expect(amrOf(answer)).toEqual(['pwd', 'recovery', 'mfa']);
      expect((await device.get('/api/second-factors')).body).toMatchObject({
        recoveryCodesLeft: 8,
      });
      const renewed = await device.post('/api/second-factors/recovery-codes', {
        password: PASSWORD,
      });
      const [fresh = ''] = renewed.body['recoveryCodes'] as string[];
      expect((await show(person.email, 'recovery', third)).status).toBe(401);
      expect((await show(person.email, 'recovery', fresh)).status).toBe(200);
    });

    test('lies encrypted in the store', async () => {
      const where = [{ field: 'userId', value: person.id }];
      const row = await t.deps.identity.store.findOne('twoFactor', where);
      expect(String(row?.['backupCodes'])).not.toContain(authenticator.recoveryCodes[9]);
      expect(String(row?.['secret'])).toMatch(/^\$ba\$/);
    });
  });

  test('a browser is asked again once it is forgotten, or the password is a new one', async () => {
    const person = await makePerson(t.deps);
    const first = visitor();
    const { code } = await setUpTotp(first, person.email);
    const browser = visitor();
    const { challenge } = await waiting(person.email, browser);
    const shown = { challenge, method: 'totp', code: code(), rememberDevice: true, keep: 'cookie' };
    expect((await browser.post('/auth/second-factor', shown)).status).toBe(200);
    expect((await signIn(browser, person.email)).status).toBe(200);
    expect((await signIn(visitor(), person.email)).status).toBe(403);
    const other = await makePerson(t.deps);
    await setUpTotp(visitor(), other.email);
    expect((await signIn(browser, other.email)).status).toBe(403);

    // It lets in, and no further: what asks for two factors still does.
    expect((await browser.get('/api/second-factors')).body).toMatchObject({ satisfied: false });
    const turnOff = await browser.post('/api/second-factors/disable', { password: PASSWORD });
    expect(turnOff).toMatchObject({ status: 403, body: { code: 'second_factor_required' } });

    const { body } = await first.get('/api/second-factors/devices');
    const [device] = body['items'] as { id: string; isThis: boolean }[];
    expect(body['items']).toMatchObject([{ isThis: false }]);
    const url = `/api/second-factors/devices/${device?.id}`;
    const stranger = visitor();
    await signIn(stranger, (await makePerson(t.deps)).email);
    expect((await stranger.ask('DELETE', url)).status).toBe(404);
    expect((await first.ask('DELETE', url)).status).toBe(204);
    expect((await first.ask('DELETE', url)).status).toBe(404);
    expect((await first.ask('DELETE', '/api/second-factors/devices/x')).status).toBe(400);
    expect((await signIn(browser, person.email)).status).toBe(403);

    await forgetSteps(t.deps, person.id);
    const again = { ...shown, ...(await waiting(person.email, browser)), code: code(1) };
    expect((await browser.post('/auth/second-factor', again)).status).toBe(200);
    expect((await signIn(browser, person.email)).status).toBe(200);
    const change = { oldPassword: PASSWORD, newPassword: 'gravel heron 84' };
    expect(await browser.post('/api/auth/password', change)).toMatchObject({
      status: 403,
      body: { code: 'second_factor_required' },
    });
    expect((await first.post('/api/auth/password', change)).status).toBe(204);
    const fresh = { email: person.email, password: change.newPassword };
    expect((await browser.post('/auth/login', fresh)).status).toBe(403);
  });

  test('a program is never remembered', async () => {
    const person = await makePerson(t.deps);
    const { code } = await setUpTotp(visitor(), person.email);
    const program = new Visitor(app, { userAgent: 'outlap/1.0' });
    const asked = await waiting(person.email, program);
    const shown = { ...asked, method: 'totp', code: code(), rememberDevice: true };
    expect((await program.post('/auth/second-factor', shown)).status).toBe(200);
    program.cookies.clear();
    expect((await signIn(program, person.email)).status).toBe(403);
  });

  test('codes go by mail to who asked for that, and work once', async () => {
    const person = await makePerson(t.deps);
    const browser = visitor();
    await signIn(browser, person.email);
    const start = { channel: 'mail', password: PASSWORD };
    const phone = { ...start, phoneNumber: '+15550123' };
    expect((await browser.post('/api/second-factors/code/start', phone)).status).toBe(400);
    const started = await browser.post('/api/second-factors/code/start', start);
    expect(started.body).toEqual({
      channel: 'mail',
      sentTo: 'p•••@example.org',
      channels: ['mail'],
    });
    const codeIn = async () =>
      /\d{6}/.exec((await mailbox.take(person.email, /code/)).text)?.[0] ?? '';
    const code = await codeIn();
    const confirm = (given: string) =>
      browser.post('/api/second-factors/code/confirm', { code: given, keep: 'cookie' });
    expect((await confirm('none')).body).toMatchObject({ code: 'second_factor_wrong' });
    const confirmed = await confirm(code);
    expect(confirmed.body['recoveryCodes']).toHaveLength(10);
    expect((await confirm(code)).body).toMatchObject({ code: 'sign_in_again' });

    const { challenge, methods } = await waiting(person.email);
    expect(methods).toEqual(['code', 'recovery']);
    const send = (body: object = {}) =>
      visitor().post('/auth/second-factor/send', { challenge, ...body });
    expect((await send({ channel: 'phone' })).status).toBe(401);
    expect((await send()).body).toMatchObject({ channel: 'mail', channels: ['mail'] });
    const shown = await codeIn();
    const other = await waiting(person.email);
    const post = (sealed: string, given: string) =>
      visitor().post('/auth/second-factor', { challenge: sealed, method: 'code', code: given });
    expect((await post(other.challenge, shown)).status).toBe(401);
    expect((await post(challenge, '000000')).status).toBe(401);
    const answers = await Promise.all([post(challenge, shown), post(challenge, shown)]);
    expect(statuses(answers)).toEqual([200, 401]);

    const removed = await browser.post('/api/second-factors/code/remove', start);
    expect(removed).toMatchObject({ status: 409, body: { code: 'last_second_factor' } });
    const off = { password: PASSWORD };
    expect((await browser.post('/api/second-factors/disable', off)).status).toBe(204);
    expect((await signIn(visitor(), person.email)).status).toBe(200);
  });

  test('guesses of a code to set up are few, also at the same time', async () => {
    const person = await makePerson(t.deps);
    const browser = visitor();
    await signIn(browser, person.email);
    const start = { channel: 'phone', phoneNumber: '+15550199', password: PASSWORD };
    await browser.post('/api/second-factors/code/start', start);
    const code = /\d{6}/.exec(messages.sent.at(-1)?.body.get('Body') ?? '')?.[0] ?? '';
    const guess = (given: string) =>
      browser.post('/api/second-factors/code/confirm', { code: given });
    for (let i = 0; i < 5; i++) expect((await guess('none')).status).toBe(401);
    expect((await guess(code)).body).toMatchObject({ code: 'sign_in_again' });
  });

  test('codes go to a phone that was proven, and a silent provider is told', async () => {
    const person = await makePerson(t.deps);
    const browser = visitor();
    await signIn(browser, person.email);
    const start = { channel: 'phone', phoneNumber: '+15550123', password: PASSWORD };
    messages.answer = { status: 400, body: '{}' };
    const failed = await browser.post('/api/second-factors/code/start', start);
    expect(failed).toMatchObject({ status: 502, body: { code: 'code_not_sent' } });
    messages.answer = { status: 201, body: '{}' };
    for (const phoneNumber of ['5550123', '+1 555', '+0123456789'])
      expect(
        (await browser.post('/api/second-factors/code/start', { ...start, phoneNumber })).status,
      ).toBe(400);
    const sentCode = () => /\d{6}/.exec(messages.sent.at(-1)?.body.get('Body') ?? '')?.[0] ?? '';
    const started = await browser.post('/api/second-factors/code/start', start);
    expect(started.body).toMatchObject({ sentTo: '•••123' });
    expect(messages.sent.at(-1)?.body.get('To')).toBe('+15550123');
    await browser.post('/api/second-factors/code/confirm', { code: sentCode(), keep: 'cookie' });
    expect((await browser.get('/api/second-factors')).body).toMatchObject({
      phone: true,
      phoneNumber: '•••123',
      satisfied: true,
    });
    const { challenge } = await waiting(person.email);
    await visitor().post('/auth/second-factor/send', { challenge });
    const shown = { challenge, method: 'code', code: sentCode() };
    expect((await visitor().post('/auth/second-factor', shown)).status).toBe(200);
  });

  test('who administers shows a second factor, on the way in or later', async () => {
    const person = await makePerson(t.deps, { role: 'owner' });
    const browser = visitor();
    await signIn(browser, person.email);
    const refused = { status: 403, body: { code: 'second_factor_required' } };
    expect(await browser.get('/api/users')).toMatchObject(refused);
    const key = { name: 'admin', scopes: ['admin'] };
    expect(await browser.post('/api/keys', key)).toMatchObject(refused);
    expect((await browser.post('/api/second-factors/challenge')).body).toMatchObject({
      code: 'second_factor_missing',
    });
    const { code } = await setUpTotp(visitor(), person.email);
    await forgetSteps(t.deps, person.id);
    const { challenge } = (await browser.post('/api/second-factors/challenge')).body;
    const shown = { challenge, method: 'totp', code: code(), keep: 'cookie' };
    expect((await browser.post('/auth/second-factor', shown)).status).toBe(200);
    expect((await browser.get('/api/users')).status).toBe(200);
    expect((await browser.post('/api/keys', key)).status).toBe(201);
    const sessions = await browser.get('/api/login-sessions');
    expect(sessions.body['items']).toHaveLength(2);
  });
});
