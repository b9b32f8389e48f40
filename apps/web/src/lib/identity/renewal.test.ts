import { afterEach, expect, test, vi } from 'vitest';
import { authorizedFetch, whenSignedOut } from './renewal.ts';

const problem = (code: string) => Response.json({ code, detail: 'No' }, { status: 401 });

/** A server whose access token has expired until it is renewed. */
function standIn({ refreshes = true, code = 'access_token_expired' } = {}) {
  const asked: string[] = [];
  let good = false;
  const fetch = async (input: RequestInfo | URL, init?: RequestInit) => {
    const request = input instanceof Request ? input : new Request(new URL(input, ORIGIN), init);
    const { pathname } = new URL(request.url);
    const body = await request.text();
    asked.push(body ? `${pathname} ${body}` : pathname);
    if (pathname === '/auth/refresh') {
      good = refreshes;
      return refreshes ? Response.json({}) : problem('refresh_token_invalid');
    }
    return good ? Response.json({ body }) : problem(code);
  };
  vi.stubGlobal('fetch', fetch);
  return { asked, signIn: () => (good = true) };
}

const ORIGIN = 'https://outlap.example';
const post = (body: string) => authorizedFetch(`${ORIGIN}/api/x`, { method: 'POST', body });
afterEach(() => {
  vi.unstubAllGlobals();
  whenSignedOut(async () => false);
});

test('an expired token is renewed once for all, and each request goes again with its body', async () => {
  const { asked } = standIn();
  const answers = await Promise.all([post('1'), post('2'), post('3')]);
  expect(await Promise.all(answers.map((answer) => answer.json()))).toEqual(
    ['1', '2', '3'].map((body) => ({ body })),
  );
  expect(asked.filter((line) => line.startsWith('/auth/refresh'))).toHaveLength(1);
  expect(asked).toHaveLength(7);
});

test('a wrong password is not a reason to renew', async () => {
  const { asked } = standIn({ code: 'credentials_wrong' });
  expect((await post('1')).status).toBe(401);
  expect(asked).toEqual(['/api/x 1']);
});

test('without a refresh token the person is asked, and the request goes on when they are back', async () => {
  const { asked, signIn } = standIn({ refreshes: false });
  whenSignedOut(async () => {
    signIn();
    return true;
  });
  expect((await post('kept')).status).toBe(200);
  expect(asked).toEqual(['/api/x kept', '/auth/refresh {}', '/api/x kept']);
});

test('who does not sign in again gets the refusal itself', async () => {
  standIn({ refreshes: false });
  const answer = await post('1');
  expect(await answer.json()).toMatchObject({ code: 'access_token_expired' });
});
