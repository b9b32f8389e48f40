import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { buildApp } from '../src/app.ts';
import { type Ceremony, SoftAuthenticator } from './authenticator.ts';
import { STORE_KINDS } from './identity-stores.ts';
import { type Mailbox, openMailbox } from './mailbox.ts';
import { amrOf, forgetSteps, makePerson, PASSWORD, setUpTotp, signIn } from './people.ts';
import { createTestApp, type TestApp } from './server.ts';
import { Visitor } from './visitor.ts';

type Options = { readonly state: string; readonly options: { readonly challenge: string } };

describe.each(STORE_KINDS)('ways in without a password (%s)', (kind) => {
  let t: TestApp;
  let app: Awaited<ReturnType<typeof buildApp>>;
  let mailbox: Mailbox;
  beforeAll(async () => {
    mailbox = await openMailbox();
    t = await createTestApp(kind, {
      env: { SMTP_URL: mailbox.url, PUBLIC_URL: 'http://127.0.0.1:8000' },
    });
    app = await buildApp(t.deps);
  });
  afterAll(async () => {
    await app.close();
    await t.close();
    await mailbox.close();
  });
  const visitor = () => new Visitor(app);

  describe('by a mailed link', () => {
    const ask = (email: string) => visitor().post('/auth/magic-link', { email });
    const linkTo = async (email: string) => {
      await ask(email);
      return mailbox.takeToken(email, /link to sign in/);
    };
    const open = (token: string) => visitor().post('/auth/magic-link/verify', { token });
    const used = { status: 410, body: { code: 'link_invalid' } };

    test('it is good once, also for those who come together', async () => {
      const { email } = await makePerson(t.deps);
      await ask(` ${email.toUpperCase()}`);
      const token = await mailbox.takeToken(email, /link to sign in/);
      const answers = await Promise.all([open(token), open(token), open(token)]);
      expect(answers.map(({ status }) => status).sort()).toEqual([200, 410, 410]);
      expect(amrOf(answers.find(({ status }) => status === 200) ?? answers[0])).toEqual(['magic']);
      expect(await open(token)).toMatchObject(used);
      expect(await open('none')).toMatchObject(used);
      expect((await visitor().post('/auth/magic-link/verify', {})).status).toBe(400);
    });

    test('a scanner that opens it uses nothing up', async () => {
      const { email } = await makePerson(t.deps);
      const token = await linkTo(email);
      for (const method of ['GET', 'HEAD'] as const)
        for (const url of [
          `/magic-link?token=${token}`,
          `/auth/magic-link/verify?token=${token}`,
          `/auth/library/magic-link/verify?token=${token}`,
        ]) {
          const answer = await app.inject({ method, url, headers: { host: '127.0.0.1:8000' } });
          expect(answer.cookies).toEqual([]);
        }
      expect((await open(token)).status).toBe(200);
    });

    test('nothing tells whether somebody has the address', async () => {
      const { email } = await makePerson(t.deps);
      const [known, unknown] = [await ask(email), await ask('nobody@example.org')];
      expect(unknown.status).toBe(known.status);
      expect(unknown.body).toEqual(known.body);
      await mailbox.takeToken(email, /link to sign in/);
      await t.deps.aside.settled();
      expect(mailbox.mails.filter(({ to }) => to === 'nobody@example.org')).toEqual([]);
    });

    test('an address that was not proven gets no link, and keeps its password', async () => {
      const person = await makePerson(t.deps, { emailVerified: false });
      await ask(person.email);
      await mailbox.takeToken(person.email, /confirm/i);
      await t.deps.aside.settled();
      expect(mailbox.mails.filter(({ to }) => to === person.email)).toEqual([]);

      const { store } = t.deps.identity;
      const where = [{ field: 'id', value: person.id }];
      await store.update('user', where, { emailVerified: true });
      const token = await linkTo(person.email);
      await store.update('user', where, { emailVerified: false });
      expect(await open(token)).toMatchObject({
        status: 403,
        body: { code: 'email_not_verified' },
      });
      await store.update('user', where, { emailVerified: true });
      expect((await signIn(visitor(), person.email)).status).toBe(200);
    });

    test('the second factor holds, and another mail is none', async () => {
      const person = await makePerson(t.deps);
      const browser = visitor();
      await signIn(browser, person.email);
      const start = { channel: 'mail', password: PASSWORD };
      await browser.post('/api/second-factors/code/start', start);
      const [code] = /\d{6}/.exec((await mailbox.take(person.email, /code/)).text) ?? [];
      await browser.post('/api/second-factors/code/confirm', { code, keep: 'cookie' });
      const first = await open(await linkTo(person.email));
      expect(first).toMatchObject({ status: 403, body: { methods: ['recovery'] } });
      const sent = await visitor().post('/auth/second-factor/send', {
        challenge: first.body['challenge'],
      });
      expect(sent.status).toBe(401);
    });

    test('the code of an app completes it', async () => {
      const person = await makePerson(t.deps);
      const { code } = await setUpTotp(visitor(), person.email);
      const { body } = await open(await linkTo(person.email));
      expect(body).toMatchObject({ code: 'second_factor_required', methods: ['totp', 'recovery'] });
      const { challenge } = body;
      const shown = { challenge, method: 'totp', code: code() };
      const answer = await visitor().post('/auth/second-factor', shown);
      expect(amrOf(answer)).toEqual(['magic', 'otp', 'mfa']);
    });
  });

  describe('by a passkey', () => {
    const register = async (who: Visitor, key = new SoftAuthenticator(), ceremony?: Ceremony) => {
      const asked = await who.post('/api/passkeys/options', { password: PASSWORD });
      const { state, options } = asked.body as Options;
      const response = key.register(options, ceremony);
      return { key, answer: await who.post('/api/passkeys', { state, response, name: 'Phone' }) };
    };
    const owner = async () => {
      const person = await makePerson(t.deps);
      const browser = visitor();
      await signIn(browser, person.email);
      const { key, answer } = await register(browser);
      expect(answer).toMatchObject({ status: 201, body: { name: 'Phone', isBackedUp: false } });
      return { person, browser, key, id: String(answer.body['id']) };
    };
    const options = async () => (await visitor().post('/auth/passkey/options')).body as Options;
    const enter = async (key: SoftAuthenticator, ceremony?: Ceremony) => {
      const asked = await options();
      const response = key.authenticate(asked.options, ceremony);
      return visitor().post('/auth/passkey/verify', { state: asked.state, response });
    };
    const refused = { status: 401, body: { code: 'credentials_wrong' } };

    test('one that checks its holder is two factors', async () => {
      const { key, person } = await owner();
      const answer = await enter(key);
      expect(answer).toMatchObject({ status: 200, body: { user: { email: person.email } } });
      expect(amrOf(answer)).toEqual(['hwk', 'user', 'mfa']);
      expect(amrOf(await enter(key, { userVerified: false }))).toEqual(['hwk']);
    });

    test('an answer is good once, for its own challenge, site and key', async () => {
      const { key } = await owner();
      const asked = await options();
      const response = key.authenticate(asked.options);
      const send = (state: string, given: object = response) =>
        visitor().post('/auth/passkey/verify', { state, response: given });
      expect((await send('none')).body).toMatchObject({ code: 'sign_in_again' });
      expect(await send((await options()).state)).toMatchObject(refused);
      expect((await send(asked.state)).status).toBe(200);
      expect(await send(asked.state)).toMatchObject(refused);
      expect(await enter(key, { origin: 'https://evil.example' })).toMatchObject(refused);
      expect(await enter(key, { rpId: 'evil.example' })).toMatchObject(refused);
      expect(await enter(new SoftAuthenticator())).toMatchObject(refused);
      // A copy of the key counts on its own: the lower count gives it away.
      key.counter = 0;
      expect(await enter(key)).toMatchObject(refused);
    });

    test('one is made by who knows the password, for themselves', async () => {
      const { browser } = await owner();
      const other = visitor();
      await signIn(other, (await makePerson(t.deps)).email);
      expect((await other.post('/api/passkeys/options', {})).body).toMatchObject({
        code: 'credentials_wrong',
      });
      const asked = await browser.post('/api/passkeys/options', { password: PASSWORD });
      const { state, options: wanted } = asked.body as Options;
      const response = new SoftAuthenticator().register(wanted);
      expect((await other.post('/api/passkeys', { state, response })).body).toMatchObject({
        code: 'sign_in_again',
      });
      expect((await visitor().post('/api/passkeys', { state, response })).status).toBe(401);
      const { answer } = await register(browser, undefined, { origin: 'https://evil.example' });
      expect(answer).toMatchObject({ status: 400, body: { code: 'identity_refused' } });
    });

    test('is renamed and deleted by its owner', async () => {
      const { browser, id, key } = await owner();
      const other = visitor();
      await signIn(other, (await makePerson(t.deps)).email);
      const url = `/api/passkeys/${id}`;
      const edit = { payload: { name: 'Key ring' } };
      expect((await other.ask('PATCH', url, edit)).status).toBe(404);
      expect((await browser.ask('PATCH', url, edit)).body).toMatchObject({ name: 'Key ring' });
      expect((await browser.ask('PATCH', url, { payload: { name: '' } })).status).toBe(400);
      expect((await browser.get('/api/passkeys')).body).toMatchObject({
        items: [{ id, name: 'Key ring' }],
      });
      expect((await other.get('/api/passkeys')).body).toEqual({ items: [] });
      expect((await other.ask('DELETE', url)).status).toBe(404);
      expect((await browser.ask('DELETE', url)).status).toBe(204);
      expect((await browser.ask('DELETE', url)).status).toBe(404);
      expect(await enter(key)).toMatchObject(refused);
    });

    test('is a second factor after the password, of the same person only', async () => {
      const { browser, person, key, id } = await owner();
      const turnedOn = await browser.post('/api/second-factors/passkey', {
        password: PASSWORD,
        keep: 'cookie',
      });
      expect(turnedOn.body['recoveryCodes']).toHaveLength(10);
      const wait = async () => (await signIn(visitor(), person.email)).body;
      const show = async (challenge: unknown, by: SoftAuthenticator, ceremony?: Ceremony) => {
        const asked = await visitor().post('/auth/second-factor/passkey/options', { challenge });
        const { state, options: wanted } = asked.body as Options;
        const response = by.authenticate(wanted, ceremony);
        return visitor().post('/auth/second-factor/passkey', { challenge, state, response });
      };
      const { challenge, methods } = await wait();
      expect(methods).toEqual(['passkey', 'recovery']);
      const other = await owner();
      expect(await show(challenge, other.key)).toMatchObject({
        status: 401,
        body: { code: 'second_factor_wrong' },
      });
      expect(await show(challenge, other.key, { userVerified: false })).toMatchObject({
        status: 401,
      });
      const shown = await show(challenge, key, { userVerified: false });
      expect(amrOf(shown)).toEqual(['pwd', 'hwk', 'mfa']);
      expect((await show(challenge, key)).body).toMatchObject({ code: 'sign_in_again' });
      expect(amrOf(await show((await wait())['challenge'], key))).toEqual(['pwd', 'hwk', 'mfa']);

      // By itself it is one factor where it does not check its holder, and no second one to itself.
      expect(await enter(key, { userVerified: false })).toMatchObject({
        status: 403,
        body: { methods: ['recovery'] },
      });
      expect((await enter(key)).status).toBe(200);
      expect((await browser.ask('DELETE', `/api/passkeys/${id}`)).body).toMatchObject({
        code: expect.stringMatching(/last_second_factor|second_factor_required/) as string,
      });
    });

    test('a state of another ceremony is none', async () => {
      const { person, key, browser } = await owner();
      await browser.post('/api/second-factors/passkey', { password: PASSWORD, keep: 'cookie' });
      const { challenge } = (await signIn(visitor(), person.email)).body;
      const alone = await options();
      const response = key.authenticate(alone.options);
      const shown = { challenge, state: alone.state, response };
      expect((await visitor().post('/auth/second-factor/passkey', shown)).body).toMatchObject({
        code: 'sign_in_again',
      });
      const none = await visitor().post('/auth/second-factor/passkey/options', { challenge: 'x' });
      expect(none.status).toBe(401);
    });
  });

  test('codes are forgotten with the account', async () => {
    const person = await makePerson(t.deps);
    await setUpTotp(visitor(), person.email);
    await forgetSteps(t.deps, person.id);
    await t.deps.identity.store.remove('user', [{ field: 'id', value: person.id }]);
    const where = [{ field: 'userId', value: person.id }];
    expect(await t.deps.identity.store.findMany('twoFactor', where)).toEqual([]);
  });
});
