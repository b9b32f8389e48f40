import { expect, test } from 'vitest';
import { ConfigError, parseConfig } from '../config.ts';

test.each([
  ['{', 'a JSON list'],
  ['{}', 'a JSON list'],
  ['[1]', 'must be an object'],
  ['[{"id":"a"}]', 'needs a text for "name"'],
  [one({ id: 'google' }), 'that is not taken'],
  [one({ id: 'A b' }), 'small letters'],
  [one({ issuer: 'http://id.example' }), 'needs an "issuer" https'],
  [one({ issuer: 'javascript:x' }), 'needs an "issuer" https'],
  [one({ more: 's3cret' }), 'nothing but'],
  [`[${one().slice(1, -1)},${one().slice(1, -1)}]`, 'without the same "id" twice'],
])('OIDC_PROVIDERS=%s ends the start', (value, problem) => {
  const read = () => parseConfig({ OIDC_PROVIDERS: value });
  expect(read).toThrow(ConfigError);
  expect(read).toThrow(problem);
  expect(read).not.toThrow('s3cret');
});

function one(given: object = {}): string {
  const provider = { id: 'a', name: 'A', issuer: 'https://a.example', clientId: 'c' };
  return JSON.stringify([{ ...provider, clientSecret: 's3cret', ...given }]);
}
