import type { Page } from 'playwright-core';

/** Founds a team on the page of teams; returns its id. */
export async function foundTeam(page: Page, name: string): Promise<string> {
  await page.getByRole('button', { name: 'Create a team' }).click();
  const dialog = page.getByRole('dialog', { name: 'Create a team' });
  await dialog.getByLabel('Name').fill(name);
  await dialog.getByRole('button', { name: 'Create' }).click();
  await page.waitForURL(/\/team\/[\w-]{36}$/);
  return new URL(page.url()).pathname.slice('/team/'.length);
}

/** Shares the session that is open with a team. */
export async function shareWith(page: Page, team: string): Promise<void> {
  await page.getByRole('button', { name: 'Share' }).click();
  const dialog = page.getByRole('dialog', { name: /^Share / });
  const given = page.waitForResponse((response) => response.request().method() === 'PATCH');
  await dialog.getByLabel('With a team').selectOption({ label: team });
  if (!(await given).ok()) throw new Error(`The session was not shared with ${team}`);
  await dialog.getByRole('button', { name: 'Done' }).click();
}

/** Makes a link that invites its first reader, on the page of a team. */
export async function inviteByLink(page: Page, role: 'Viewer' | 'Operator'): Promise<string> {
  const form = page.getByRole('form', { name: 'Invite' });
  await form.getByText('By link').click();
  await form.getByLabel('Role').selectOption({ label: role });
  await form.getByRole('button', { name: 'Make the link' }).click();
  return page.getByLabel('Link of the invitation').inputValue();
}

/** Changes the name of the session that is open. */
export async function rename(page: Page, name: string): Promise<void> {
  await page.getByRole('button', { name: 'Edit' }).click();
  const dialog = page.getByRole('dialog', { name: 'Edit the session' });
  await dialog.getByLabel('Name').fill(name);
  await dialog.getByRole('button', { name: 'Save' }).click();
}
