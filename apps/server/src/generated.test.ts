import { readFileSync } from 'node:fs';
import { relative } from 'node:path';
import { expect, test } from 'vitest';
import { buildConfigurationDocs } from './configuration-docs.ts';
import { buildFiles } from './openapi.ts';
import { buildPermissionDocs } from './permission-docs.ts';

test('the API document and the types of its client are those of the routes', async () => {
  for (const [path, content] of await buildFiles())
    expect(readFileSync(path, 'utf8') === content, `${relative('.', path)}: npm run generate`).toBe(
      true,
    );
});

test('the table of settings and .env.example are those of the schema', () => {
  for (const [path, content] of buildConfigurationDocs())
    expect(readFileSync(path, 'utf8'), `${relative('.', path)}: npm run generate`).toBe(content);
});

test('the page of permissions is that of the table and the routes', async () => {
  for (const [path, content] of await buildPermissionDocs())
    expect(readFileSync(path, 'utf8'), `${relative('.', path)}: npm run generate`).toBe(content);
});
