import { expect, test } from 'vitest';
import { refusalOfResponse } from './saml-response.ts';

const question = { requestId: '_1', now: new Date('2026-06-01T12:00:00Z') };
const refusalOf = (xml: string) => refusalOfResponse(Buffer.from(xml).toString('base64'), question);

test.each([
  ['places that might name a question', '<SubjectConfirmationData '],
  ['ends of signatures', '<Assertion ></Signature >'],
  ['assertions', '<Assertion ></Assertion >'],
  ['names without an end', '<a:'],
])('a great many %s are refused before they cost anything', (_, text) => {
  const startedAt = performance.now();
  expect(refusalOf(text.repeat(500_000 / text.length))).toBe('the answer to another question');
  expect(performance.now() - startedAt).toBeLessThan(300);
});

test.each(['', '!', 'PGE+ PGE+ !', `${' '.repeat(300_000)}!`, 'PGE-PGE_'])(
  'what is not plain Base64 is no response',
  (encoded) => {
    const startedAt = performance.now();
    expect(refusalOfResponse(encoded, question)).toBe('no XML');
    expect(performance.now() - startedAt).toBeLessThan(300);
  },
);
