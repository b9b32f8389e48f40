import { type ConsentText, listConsents, listConsentTexts } from './calls.ts';

const KEY = 'outlap.agreed';

/** The texts that an account begins with, as they are now. */
export async function listAccountTexts(): Promise<readonly ConsentText[]> {
  const { items } = await listConsentTexts();
  return items.filter(({ kind }) => kind !== 'support-access');
}

/** Those that a person has not agreed to; asked for once in a visit. */
export async function listOwedTexts(userId: string): Promise<readonly ConsentText[]> {
  if (sessionStorage.getItem(KEY) === userId) return [];
  const [texts, { items }] = await Promise.all([listAccountTexts(), listConsents()]);
  const owed = texts.filter(
    ({ kind, hash }) => !items.some((given) => given.kind === kind && given.textHash === hash),
  );
  if (owed.length === 0) sessionStorage.setItem(KEY, userId);
  return owed;
}
