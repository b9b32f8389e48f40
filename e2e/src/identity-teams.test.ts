import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { findChromium, launchChromium, openPage } from './chromium.ts';
import { ADA, claim, setUpApp, signIn, signOut, signUp } from './identity-acts.ts';
import { startIdentityProvider } from './identity-provider.ts';
import { codeOf, nextCodeOf } from './one-time-code.ts';
import { startUnopened, type Unopened } from './product.ts';
import { type SamlProvider, startSamlProvider } from './saml-provider.ts';
import { foundTeam, inviteByLink, rename, shareWith } from './team-acts.ts';

const WAIT = { timeout: 60_000 };
const TEAM = 'Harbour Racing';
const DOMAIN = 'harbour.example';
const NILS = { sub: 'nils-1', name: 'Nils Aalto', email: `nils@${DOMAIN}` } as const;
const RUNA = `runa@${DOMAIN}`;
const MIRA = { name: 'Mira Okafor', email: 'mira@elsewhere.example' } as const;

describe.skipIf(!findChromium())('A team', () => {
  let product: Unopened;
  let provider: Awaited<ReturnType<typeof startIdentityProvider>>;
  let saml: SamlProvider;
  let browser: Browser;
  let storageState = '';
  let teamId = '';
  let shared = '';

  beforeAll(async () => {
    [product, provider, saml, browser] = await Promise.all([
      startUnopened({ SSO_HOSTS: 'localhost,127.0.0.1' }),
      startIdentityProvider(NILS),
      startSamlProvider(RUNA),
      launchChromium(),
    ]);
    storageState = `${product.dataDir}/owner.json`;
  });
  afterAll(async () => {
    await browser.close();
    await provider.stop();
    await saml.stop();
    await product.stop();
  });

  test('is founded by an owner with a second factor, who shares a session with it', async () => {
    const { address, ticket } = product;
    const { page, context, errors } = await openPage(browser);
    await page.goto(`${address}/?ticket=${ticket}`);
    await page.getByRole('navigation', { name: 'Main' }).waitFor();
    await claim(page, address, ADA);
    const { secret } = await setUpApp(page, address, codeOf);
    await signOut(page, address);
    await signIn(page, ADA.email);
    await page.getByLabel('Code from the app').fill(nextCodeOf(secret));
    await page.getByRole('button', { name: 'Go on' }).click();
    errors.length = 0;

    await page.getByRole('navigation', { name: 'Main' }).waitFor();
    await page.goto(`${address}/sessions`);
    await page.getByRole('table').getByRole('link').last().waitFor(WAIT);
    const main = page.getByRole('navigation', { name: 'Main' });
    await main.getByRole('link', { name: 'Team', exact: true }).click();
    teamId = await foundTeam(page, TEAM);
    await page.getByText('You are an admin').waitFor();
    // Without loading the page anew: what was read before the team began must not hide it.
    await main.getByRole('link', { name: 'Sessions' }).click();
    await page.getByRole('table').getByRole('link').last().click();
    await page.waitForURL('**/sessions/*');
    shared = page.url();
    await shareWith(page, TEAM);
    await page.goto(`${address}/sessions?team=${teamId}`);
    await page.getByRole('table').getByRole('link').last().waitFor();
    expect(errors).toEqual([]);
    await context.storageState({ path: storageState });
    await context.close();
  });

  test('signs its people in at the provider of their house, as viewers', async () => {
    const { address } = product;
    const { page, context, errors } = await openPage(browser, { storageState });
    await page.goto(`${address}/team/${teamId}?part=sso`);
    const form = page.getByRole('form', { name: 'Single sign-on' });
    await form.getByLabel('Domain of the mail addresses').fill(DOMAIN);
    await form.getByLabel('Issuer').fill(provider.issuer);
    await form.getByLabel('Client id').fill('harbour');
    await form.getByLabel('Client secret').fill('pier-and-rope');
    await form.getByRole('button', { name: 'Set it up' }).click();
    const redirect = await page.getByLabel('Redirect address').inputValue();
    expect(redirect.startsWith(`${address}/auth/sso/callback/`)).toBe(true);
    expect(await page.getByLabel('Value of the record').inputValue()).not.toBe('');

    const { page: other, context: stranger, errors: faults } = await openPage(browser);
    await other.goto(`${address}/sign-in?redirectTo=/sessions`);
    await other.getByRole('button', { name: 'Sign-on of your team' }).click();
    await other.getByRole('alert').filter({ hasText: 'Type your e-mail address' }).waitFor();
    await other.getByLabel('E-mail').fill(NILS.email);
    await other.getByRole('button', { name: 'Sign-on of your team' }).click();
    // Nobody signs in by a domain that is not proven.
    await other.getByRole('alert').filter({ hasText: 'Single sign-on' }).waitFor();

    const confirmed = await context.request.post(`${address}/api/teams/${teamId}/sso/confirmation`);
    expect(await confirmed.json()).toMatchObject({ domain: DOMAIN, domainProven: true });
    await page.reload();
    await page.getByText('Proven.').waitFor();
    expect(errors.filter((text) => !text.includes('404'))).toEqual([]);

    faults.length = 0;
    const visited = other.waitForRequest((request) => request.url().startsWith(provider.issuer));
    await other.getByRole('button', { name: 'Sign-on of your team' }).click();
    expect(new URL((await visited).url()).searchParams.get('redirect_uri')).toBe(redirect);
    await other.waitForURL(`${address}/sessions`);
    await other.goto(`${address}/team/${teamId}`);
    await other.getByText('You are a viewer').waitFor();
    await other.getByRole('rowheader', { name: `${NILS.name} (you)` }).waitFor();
    expect(await other.getByRole('link', { name: 'Settings' }).count()).toBe(0);
    await other.getByRole('link', { name: 'Sessions of the team' }).click();
    await other.getByRole('table').getByRole('link').last().click();
    await other.getByRole('table', { name: 'Laps of the session' }).waitFor();
    expect(other.url()).toBe(shared);
    expect(faults).toEqual([]);
    // What a viewer may not do is not offered.
    expect(await other.getByRole('button', { name: 'Edit' }).count()).toBe(0);
    await stranger.close();
    await context.close();
  });

  test('may change to a SAML provider, whose answers are good once', async () => {
    const { address } = product;
    const { page, context, errors } = await openPage(browser, { storageState });
    await page.goto(`${address}/team/${teamId}?part=sso`);
    await page.getByRole('button', { name: 'Take it off' }).click();
    const form = page.getByRole('form', { name: 'Single sign-on' });
    await form.getByText('SAML 2.0').click();
    await form.getByLabel('Domain of the mail addresses').fill(DOMAIN);
    await form.getByLabel('Metadata of the provider (XML)').fill(saml.metadata);
    await form.getByRole('button', { name: 'Set it up' }).click();
    const acs = await page.getByLabel('ACS address').inputValue();
    expect(acs).toMatch(new RegExp(`^${address}/auth/saml/[\\w-]+/acs$`));
    await page.getByText(saml.entityId).waitFor();
    await page.getByRole('button', { name: 'Take it for proven' }).click();
    await page.getByText('Proven.').waitFor();
    expect(errors.filter((text) => !text.includes('404'))).toEqual([]);
    await context.close();

    const { page: other, context: stranger, errors: faults } = await openPage(browser);
    await other.goto(`${address}/sign-in?redirectTo=/team/${teamId}`);
    await other.getByLabel('E-mail').fill(RUNA);
    const posted = other.waitForRequest(
      (request) => request.method() === 'POST' && request.url() === acs,
    );
    await other.getByRole('button', { name: 'Sign-on of your team' }).click();
    await posted;
    await other.getByText('You are a viewer').waitFor();
    expect(new URL(other.url()).pathname).toBe(`/team/${teamId}`);
    expect(faults).toEqual([]);
    await stranger.close();

    const { page: third, context: thief } = await openPage(browser);
    const sentAgain = third.waitForResponse((answer) => answer.url() === acs);
    await third.goto(saml.again);
    expect((await sentAgain).headers()['location']).toMatch(/^\/sign-in\?error=/);
    const told = third.getByRole('alert').filter({ hasText: 'This sign-in took too long' });
    await told.waitFor();
    expect(new URL(third.url()).pathname).toBe('/sign-in');
    await third.getByRole('button', { name: 'Sign-on of your team' }).waitFor();
    expect((await thief.cookies(address)).map(({ name }) => name)).not.toContain('outlap_refresh');
    expect((await third.request.get(`${address}/api/auth/me`)).status()).toBe(401);
    await thief.close();
  });

  test('takes in who follows a link, in the role that the link gives and those given later', async () => {
    const { address } = product;
    const { page, context } = await openPage(browser, { storageState });
    await page.goto(`${address}/team/${teamId}?part=invitations`);
    const link = await inviteByLink(page, 'Operator');

    const { page: other, context: second } = await openPage(browser);
    await other.goto(link);
    await other.getByRole('heading', { name: `Join ${TEAM}` }).waitFor();
    expect(other.url()).not.toContain('token');
    await other.getByRole('link', { name: 'Make an account' }).click();
    await signUp(other, MIRA);
    await other.getByRole('link', { name: 'Sign in' }).first().click();
    await signIn(other, MIRA.email);
    await other.getByRole('button', { name: `Join as ${MIRA.name}` }).click();
    await other.getByText('You are an operator').waitFor();
    await other.goto(shared);
    await rename(other, 'Renamed by an operator');
    await other.getByRole('heading', { level: 1, name: 'Renamed by an operator' }).waitFor();

    const { page: third, context: late } = await openPage(browser);
    await third.goto(link);
    await third.getByRole('alert').waitFor();
    await late.close();

    await page.goto(`${address}/team/${teamId}`);
    const changed = page.waitForResponse((answer) => answer.request().method() === 'PATCH');
    await page.getByLabel(`Role of ${MIRA.name}`).selectOption({ label: 'Viewer' });
    expect((await changed).ok()).toBe(true);
    await other.reload();
    await other.getByRole('heading', { level: 1, name: 'Renamed by an operator' }).waitFor();
    // What a viewer may not do is not offered.
    expect(await other.getByRole('button', { name: 'Edit' }).count()).toBe(0);
    await page.goto(shared);
    await page.getByRole('heading', { level: 1, name: 'Renamed by an operator' }).waitFor();
    await second.close();
    await context.close();
  });
});
