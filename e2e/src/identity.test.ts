import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { findChromium, launchChromium, openPage } from './chromium.ts';
import { ADA, claim, setUpApp, signIn, signOut } from './identity-acts.ts';
import { codeOf, nextCodeOf } from './one-time-code.ts';
import { startUnopened, type Unopened } from './product.ts';

const WAIT = { timeout: 60_000 };
const PHONE = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true };

describe.skipIf(!findChromium())('Who you are', () => {
  let product: Unopened;
  let browser: Browser;
  let secret = '';
  let recovery: string[] = [];

  beforeAll(async () => {
    [product, browser] = await Promise.all([
      startUnopened({ SIMULATED_CAR: '1' }),
      launchChromium(),
    ]);
  });
  afterAll(async () => {
    await browser.close();
    await product.stop();
  });

  test('the printed address shows the running car at once, and is good once', async () => {
    const { page, context, errors } = await openPage(browser);
    const { address, ticket } = product;
    const { context: stranger, page: closed } = await openPage(browser);
    await closed.goto(`${address}/sessions`);
    await closed.waitForURL('**/sign-in?redirectTo=%2Fsessions');

    await page.goto(`${address}/?ticket=${ticket}`);
    await page.waitForURL((url) => url.search === '');
    await page.getByRole('navigation', { name: 'Main' }).waitFor();
    await page.goto(`${address}/live`);
    await page.getByRole('status').filter({ hasText: 'Live' }).waitFor(WAIT);
    await page.getByText('This server has no owner with a password').waitFor();
    expect(errors).toEqual([]);

    await closed.goto(`${address}/?ticket=${ticket}`);
    await closed.getByRole('alert').filter({ hasText: 'This ticket was used before' }).waitFor();
    await stranger.close();
    await context.storageState({ path: `${product.dataDir}/owner.json` });
    await context.close();
  });

  test('the owner makes the server theirs, signs out and in, and adds an authenticator app', async () => {
    const storageState = `${product.dataDir}/owner.json`;
    const { page, context } = await openPage(browser, { storageState });
    const { address } = product;
    await claim(page, address, ADA);
    await signOut(page, address);
    await page.goto(`${address}/account?part=security`);
    await signIn(page, ADA.email);
    await page.waitForURL('**/account?part=security');

    ({ secret, recovery } = await setUpApp(page, address, codeOf));
    expect(recovery.length).toBeGreaterThan(5);
    await page.getByText('On:').waitFor();
    await signOut(page, address);
    await signIn(page, ADA.email);
    const form = page.getByRole('form', { name: 'Second factor' });
    await form.getByLabel('Code from the app').fill('000000');
    await form.getByRole('button', { name: 'Go on' }).click();
    await form.getByRole('alert').filter({ hasText: /wrong/ }).waitFor();
    await form.getByLabel('Code from the app').fill(nextCodeOf(secret));
    await form.getByRole('button', { name: 'Go on' }).click();
    await page.getByRole('navigation', { name: 'Main' }).waitFor();

    await page.goto(`${address}/account`);
    await page.getByText('mph', { exact: true }).click();
    // Left at once: the choice reaches the account from the next page at the latest.
    await page.goto(`${address}/sessions`);
    const unkept = () => page.evaluate(() => localStorage.getItem('outlap.preferences.unkept'));
    await expect.poll(unkept, WAIT).toBeNull();
    await context.storageState({ path: storageState });
    await context.close();
  });

  test('a recovery code lets in once, on a phone too', async () => {
    const { page, context } = await openPage(browser, PHONE);
    const tryCode = async (code: string) => {
      await page.goto(`${product.address}/sign-in`);
      await signIn(page, ADA.email);
      await page.getByRole('button', { name: 'Use a recovery code' }).click();
      const form = page.getByRole('form', { name: 'Second factor' });
      await form.getByLabel('Recovery code').fill(code);
      await form.getByRole('button', { name: 'Go on' }).click();
    };
    await tryCode(recovery[0] ?? '');
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(
      390,
    );
    await page.getByRole('navigation', { name: 'Main' }).waitFor();
    await page.goto(`${product.address}/account`);
    const mph = page.getByRole('radio', { name: 'mph' });
    await expect.poll(() => mph.isChecked(), WAIT).toBe(true);
    await signOut(page, product.address);
    await tryCode(recovery[0] ?? '');
    await page
      .getByRole('alert')
      .filter({ hasText: /wrong|used/ })
      .waitFor();
    await context.close();
  });

  test('an expired access token is renewed without a word, and a page outlives the end of its sign-in', async () => {
    const storageState = `${product.dataDir}/owner.json`;
    const { page, context } = await openPage(browser, { storageState });
    const { address } = product;
    await context.clearCookies({ name: 'outlap_access' });
    await page.goto(`${address}/sessions`);
    await page.getByRole('table', { name: 'Sessions, newest first' }).waitFor();

    await page.getByRole('searchbox').fill('what was typed');
    await context.clearCookies();
    await page.getByRole('searchbox').press('End');
    await page.getByRole('searchbox').pressSequentially(' stays');
    const dialog = page.getByRole('dialog', { name: 'Sign in again' });
    await dialog.waitFor(WAIT);
    expect(await page.getByRole('searchbox', { includeHidden: true }).inputValue()).toBe(
      'what was typed stays',
    );
    await signIn(page, ADA.email);
    await dialog.getByRole('button', { name: 'Use a recovery code' }).click();
    await dialog.getByLabel('Recovery code').fill(recovery[1] ?? '');
    await dialog.getByRole('button', { name: 'Go on' }).click();
    await dialog.waitFor({ state: 'detached' });
    await page.getByText('No session matches').waitFor();
    await context.storageState({ path: storageState });
    await context.close();
  });

  test('a stranger sees one session by its link, and nothing else, until it is revoked', async () => {
    const storageState = `${product.dataDir}/owner.json`;
    const { page, context } = await openPage(browser, { storageState });
    const { address } = product;
    await page.goto(`${address}/sessions`);
    await page.getByRole('table').getByRole('row').filter({ hasText: '5' }).last().waitFor();
    await page.getByRole('table').getByRole('link').last().click();
    await page.getByRole('button', { name: 'Share' }).click();
    await page.getByRole('button', { name: 'Make a link' }).click();
    const link = await page.getByLabel('Link to this session').inputValue();

    const { page: other, context: stranger } = await openPage(browser, PHONE);
    await other.goto(link);
    await other.waitForURL('**/sessions/*');
    await other.getByText('Shared with you to look at').waitFor();
    await other.getByRole('table', { name: 'Laps of the session' }).waitFor();
    expect(await other.getByRole('button', { name: 'Edit' }).count()).toBe(0);
    // Traces and map take their width once their laps are read.
    await expect.poll(() => other.evaluate(() => document.documentElement.scrollWidth)).toBe(390);
    await other.goto(`${address}/sessions`);
    await other.waitForURL('**/sign-in?redirectTo=%2Fsessions');

    await page.getByRole('button', { name: /^Revoke the link/ }).click();
    await page.getByRole('list', { name: 'Links to this session' }).waitFor({ state: 'detached' });
    await other.goto(link);
    await other.getByRole('alert').filter({ hasText: 'revoked' }).waitFor();
    await stranger.close();
    await context.close();
  });

  test('everything about a person is gathered and downloaded', async () => {
    const storageState = `${product.dataDir}/owner.json`;
    const { page, context } = await openPage(browser, { storageState });
    // What was gathered before is still being read when the button is pressed.
    const begun = Promise.withResolvers<void>();
    await page.route('**/privacy/exports', async (route) => {
      if (route.request().method() === 'GET') await begun.promise;
      await route.continue();
    });
    await page.goto(`${product.address}/account?part=data`);
    const asked = page.waitForRequest(
      (one) => one.method() === 'POST' && one.url().endsWith('/privacy/exports'),
    );
    await page.getByRole('button', { name: 'Gather my data' }).click();
    await asked;
    begun.resolve();
    const [download] = await Promise.all([
      page.waitForEvent('download', WAIT),
      page.getByRole('button', { name: 'Download' }).click(WAIT),
    ]);
    expect(download.suggestedFilename()).toMatch(/\.zip$/);
    await context.close();
  });

  test('a passkey signs in by itself', async () => {
    const storageState = `${product.dataDir}/owner.json`;
    const { page, context } = await openPage(browser, { storageState });
    const address = product.address.replace('127.0.0.1', 'localhost');
    const chromium = await context.newCDPSession(page);
    await chromium.send('WebAuthn.enable');
    await chromium.send('WebAuthn.addVirtualAuthenticator', {
      options: {
        protocol: 'ctap2',
        transport: 'internal',
        hasResidentKey: true,
        hasUserVerification: true,
        isUserVerified: true,
        automaticPresenceSimulation: true,
      },
    });
    // Passkeys belong to a name: the browser does not make them for bare addresses.
    await page.goto(`${address}/sign-in`);
    await signIn(page, ADA.email);
    await page.getByRole('button', { name: 'Use a recovery code' }).click();
    await page.getByLabel('Recovery code').fill(recovery[2] ?? '');
    await page.getByRole('button', { name: 'Go on' }).click();
    await page.getByRole('navigation', { name: 'Main' }).waitFor();
    await page.goto(`${address}/account?part=security`);
    await page.getByRole('button', { name: 'Add a passkey' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('Name').fill('Test key');
    await dialog.getByLabel('Your password').fill('copper lantern tidal 19');
    await dialog.getByRole('button', { name: 'Go on' }).click();
    await page.getByRole('button', { name: 'Remove the passkey Test key' }).waitFor();
    await signOut(page, address);
    // The browser offers it by itself where the address is typed, and this one accepts at once.
    await page.getByRole('navigation', { name: 'Main' }).waitFor();
    await context.close();
  });
});
