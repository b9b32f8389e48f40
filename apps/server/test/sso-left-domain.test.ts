import { afterAll, beforeAll, expect, test } from 'vitest';
import { buildApp } from '../src/app.ts';
import { InjectBrowser } from './inject-browser.ts';
import {
  assertionOf,
  formOf,
  IDP_ENTITY,
  IDP_PAGE,
  readRequest,
  responseOf,
  signXml,
} from './saml-idp.ts';
import { makeSignedKey } from './self-signed.ts';
import { createTestApp, type TestApp } from './server.ts';
import { registerSso, type Registered } from './team-sso.ts';

const PUBLIC_URL = 'http://127.0.0.1:8000';
const DOMAIN = 'left.example';
const key = makeSignedKey('idp');

let t: TestApp;
let app: Awaited<ReturnType<typeof buildApp>>;
let sso: Registered;

beforeAll(async () => {
  t = await createTestApp('embedded', { work: false, env: { PUBLIC_URL } });
  app = await buildApp(t.deps);
  const saml = { entityId: IDP_ENTITY, entryPoint: IDP_PAGE, certificate: key.certificate };
  sso = await registerSso(t.deps, app, { domain: DOMAIN, saml });
});
afterAll(async () => {
  await app.close();
  await t.close();
});

/** Signs in as the identity provider says; where the browser is sent to with the answer. */
async function present(browser: InjectBrowser, email: string): Promise<string> {
  const begun = await browser.post('/auth/sso', { email, redirectTo: '/' });
  const { id, relayState } = readRequest(begun.json<{ url: string }>().url);
  const { acsUrl, entityId } = sso.settings;
  const url = String(acsUrl);
  const said = { requestId: id, acsUrl: url, audience: String(entityId), email };
  const form = formOf(signXml(responseOf(said, assertionOf(said)), key), relayState);
  const path = new URL(url).pathname;
  const posted = await browser.postFromElsewhere(path, form, new URL(IDP_PAGE).origin);
  return String(posted.headers.location);
}

test('by SAML an account whose address has left the domain is not the provider’s any more', async () => {
  const { store } = t.deps.identity;
  const email = `ann@${DOMAIN}`;
  const first = new InjectBrowser(app);
  await first.get(await present(first, email));
  const { id } = (await first.get('/api/auth/me')).json<{ id: string }>();
  const sessions = () => store.count('session', [{ field: 'userId', value: id }]);
  expect(await sessions()).toBe(1);
  await store.update('user', [{ field: 'id', value: id }], { email: 'ann@home.example' });
  const again = new InjectBrowser(app);
  const location = await present(again, email);
  expect(location).toBe('/sign-in?error=sso_not_available');
  await again.get(location);
  expect((await again.get('/api/auth/me')).json()).toMatchObject({ code: 'unauthorized' });
  expect(await sessions()).toBe(1);
});
