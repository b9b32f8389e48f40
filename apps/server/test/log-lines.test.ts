import { Writable } from 'node:stream';
import { expect, test } from 'vitest';
import { openMailbox } from './mailbox.ts';
import { demoFile, importEnd, postFiles, type ImportBody } from './recordings.ts';
import { createTestApp } from './server.ts';
import { connectRecorder } from './live-client.ts';

type Line = Readonly<Record<string, unknown>> & { readonly msg?: string };

function openLines() {
  const lines: Line[] = [];
  const raw: string[] = [];
  const to = new Writable({
    write: (chunk: Buffer, _encoding, done) => {
      for (const text of chunk.toString().split('\n').filter(Boolean)) {
        raw.push(text);
        lines.push(JSON.parse(text) as Line);
      }
      done();
    },
  });
  return { lines, raw, to };
}

test('the lines of a request, of its job and of its mail share one id; a socket has one of its own', async () => {
  const mailbox = await openMailbox();
  const { lines, raw, to } = openLines();
  const t = await createTestApp('embedded', { env: { SMTP_URL: mailbox.url }, logTo: to });
  const idOf = (path: string) =>
    lines.find(({ req }) => (req as { path?: string } | undefined)?.path === path)?.['requestId'];

  const posted = await postFiles(t.app, [{ name: 'demo.ibt', bytes: demoFile() }]);
  const [queued] = posted.json<{ items: ImportBody[] }>().items;
  await importEnd(t.app, queued?.id ?? '');
  await expect.poll(() => lines.some(({ msg }) => msg === 'job ended')).toBe(true);
  expect(lines.find(({ msg }) => msg === 'job ended')).toMatchObject({
    requestId: idOf('/api/sessions/import'),
    result: 'done',
  });

  const payload = { name: 'Kim', email: 'kim@example.org', password: 'a long enough pass phrase' };
  const signedUp = await t.app.inject({
    method: 'POST',
    url: '/auth/signup',
    payload,
    headers: { authorization: '' },
  });
  expect(signedUp.statusCode).toBeLessThan(300);
  await mailbox.take('kim@example.org', /./);
  await expect.poll(() => lines.some(({ msg }) => msg === 'a message was sent')).toBe(true);
  expect(lines.find(({ msg }) => msg === 'a message was sent')).toMatchObject({
    requestId: idOf('/auth/signup'),
  });

  const missing = await t.app.inject('/api/sessions/00000000-0000-7000-8000-000000000404');
  const { requestId } = missing.json<{ requestId: string }>();
  expect(lines.filter((line) => line['requestId'] === requestId).length).toBeGreaterThan(1);

  const address = await t.app.listen({ host: '127.0.0.1', port: 0 });
  await (await connectRecorder(address)).close();
  expect(idOf('/ws/ingest')).toEqual(expect.any(String));

  const twice = raw.filter((text) => text.split('"requestId":').length > 2);
  expect(twice).toEqual([]);
  await t.close();
  await mailbox.close();
});
