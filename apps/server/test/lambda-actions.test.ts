import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { ACTIONS } from '../src/lambda/actions.ts';
import { FUNCTIONS } from '../src/lambda/bundle.ts';
import { readTotp } from './authenticator-app.ts';
import { LambdaVisitor, PASSWORD } from './lambda-visitor.ts';
import { bodyOf, LambdaWorld, toEvent } from './lambda-world.ts';

vi.setConfig({ testTimeout: 180_000 });

let world: LambdaWorld;
beforeAll(async () => {
  world = await LambdaWorld.open();
}, 120_000);
afterAll(() => world.close());

/** Each function at its work, with everything that writes, removes and refuses. */
async function work(): Promise<void> {
  const someone = await new LambdaVisitor(world).enter();
  const { email } = someone;
  await someone.post('signup', '/auth/signup', { email, password: PASSWORD, name: 'Again' });
  await world.mailbox.take(email, /account/i);
  await someone.post('signup', '/auth/verify-email', { token: 'none' });
  const other = new LambdaVisitor(world);
  await other.post('signup', '/auth/signup', {
    email: other.email,
    password: PASSWORD,
    name: 'Other',
  });
  const token = await world.mailbox.takeToken(other.email, /Confirm/);
  await other.post('signup', '/auth/verify-email', { token });

  await someone.login('tarmac wolf 28');
  someone.take(await someone.login());
  const { refreshToken } = someone.tokens ?? {};
  someone.take(await someone.post('login', '/auth/refresh', { refreshToken }));
  const next = someone.tokens?.refreshToken;
  someone.take(await someone.post('login', '/auth/refresh', { refreshToken: next }));
  await someone.post('login', '/auth/refresh', { refreshToken });
  someone.take(await someone.login());

  const key = bodyOf(
    await someone.post('identity', '/api/keys', { name: 'script', scopes: ['read'] }),
  ) as { secret: string; key: { id: string } };
  const headers = { authorization: `Bearer ${key.secret}` };
  expect((await world.ask('get-user', 'GET', '/auth/user', { headers })).statusCode).toBe(200);
  expect((await someone.get('get-user', '/api/auth/me')).statusCode).toBe(200);
  expect((await someone.get('get-user', '/.well-known/jwks.json')).statusCode).toBe(200);

  // A month later there are two signing keys.
  const [signing] = await world.store.findMany('jwks', []);
  await world.store.create('jwks', { ...signing, id: randomUUID(), createdAt: new Date(0) });
  const later = await world.cold('get-user');
  const keys = await later.invoke(toEvent('GET', '/.well-known/jwks.json'));
  expect(bodyOf(keys)['keys']).toHaveLength(2);

  await someone.delete('identity', `/api/keys/${key.key.id}`);
  await someone.get('identity', '/api/login-sessions');
  await someone.post('identity', '/api/login-sessions/revoke-others');
  const started = await someone.post('identity', '/api/second-factors/totp/start', {
    password: PASSWORD,
  });
  const code = readTotp((bodyOf(started) as { uri: string }).uri);
  someone.take(
    await someone.post('identity', '/api/second-factors/totp/confirm', { code: code(-1) }),
  );
  const { challenge } = bodyOf(await someone.login());
  someone.take(
    await someone.post('identity', '/auth/second-factor', {
      challenge,
      method: 'totp',
      code: code(),
    }),
  );
  await someone.post('identity', '/auth/magic-link', { email: other.email });
  await someone.post('identity', '/auth/logout');
}

test('the functions ask AWS for what the table says, and for nothing else', async () => {
  await work();
  const asked = FUNCTIONS.map((name) => [name, world.actionsOf(name)]);
  const listed = FUNCTIONS.map((name) => [name, [...ACTIONS[name].table].sort()]);
  expect(asked).toEqual(listed);
  expect([...new Set(world.secrets.asked)].map((action) => `secretsmanager:${action}`)).toEqual(
    ACTIONS.login.secret,
  );
});
