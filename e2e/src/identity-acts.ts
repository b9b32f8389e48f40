import type { Page } from 'playwright-core';

const PASSWORD = 'copper lantern tidal 19';
export const ADA = { name: 'Ada Lindqvist', email: 'ada@team.example' } as const;

type Person = { readonly name: string; readonly email: string };

/** Gives the local owner of a new server an address and a password. */
export async function claim(page: Page, address: string, { name, email }: Person): Promise<void> {
  await page.goto(`${address}/account`);
  const form = page.getByRole('form', { name: 'Make this server yours' });
  await form.getByLabel('Name').fill(name);
  await form.getByLabel('E-mail').fill(email);
  await form.getByLabel('Password', { exact: true }).fill(PASSWORD);
  await form.getByRole('button', { name: 'Make it mine' }).click();
  await page.getByRole('main').getByText(email).first().waitFor();
}

export async function signOut(page: Page, address: string): Promise<void> {
  await page.goto(`${address}/account`);
  await page.getByRole('button', { name: 'Sign out' }).first().click();
  await page.waitForURL('**/sign-in');
}

/** Fills in the page that is shown to who is not signed in. */
export async function signIn(page: Page, email: string): Promise<void> {
  const form = page.getByRole('form', { name: 'Sign in with a password' });
  await form.getByLabel('E-mail').fill(email);
  await form.getByLabel('Password', { exact: true }).fill(PASSWORD);
  await form.getByRole('button', { name: 'Sign in' }).click();
}

/** Makes an account on the page for that. */
export async function signUp(page: Page, { name, email }: Person): Promise<void> {
  const form = page.getByRole('form', { name: 'Make an account' });
  await form.getByLabel('Name').fill(name);
  await form.getByLabel('E-mail').fill(email);
  await form.getByLabel('Password', { exact: true }).fill(PASSWORD);
  await form.getByRole('checkbox', { name: /^I agree to/ }).check();
  await form.getByRole('button', { name: 'Make an account' }).click();
  await page.getByText('Your account is there').waitFor();
}

/** Turns an authenticator app on; returns its key and the recovery codes. */
export async function setUpApp(
  page: Page,
  address: string,
  codeOf: (secret: string) => string,
): Promise<{ secret: string; recovery: string[] }> {
  await page.goto(`${address}/account?part=security`);
  await page.getByRole('button', { name: 'Set up an authenticator app' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Your password').fill(PASSWORD);
  await dialog.getByRole('button', { name: 'Go on' }).click();
  const secret = await dialog.getByLabel('Key to type').inputValue();
  await dialog.getByRole('img', { name: 'QR code for the authenticator app' }).waitFor();
  await dialog.getByLabel('Code from the app').fill(codeOf(secret));
  await dialog.getByRole('button', { name: 'Turn on' }).click();
  const codes = dialog.getByRole('list', { name: 'Recovery codes' }).getByRole('listitem');
  await codes.first().waitFor();
  const recovery = await codes.allTextContents();
  await dialog.getByRole('button', { name: 'Done' }).click();
  return { secret, recovery };
}
