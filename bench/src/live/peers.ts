import { once } from 'node:events';
import { PassThrough } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import pg from 'pg';
import { from as copyFrom } from 'pg-copy-streams';

const ROWS_A_PIECE = 2000;

/** Samples a second that go into PostgreSQL as one row a sample and channel, by COPY, for a while. */
export async function copyRows(url: string, seconds: number): Promise<number> {
  const client = new pg.Client(url);
  await client.connect();
  await client.query(
    'create table bench_sample (stream int4, channel int2, seconds float8, value float4)',
  );
  const source = new PassThrough();
  const copying = pipeline(source, client.query(copyFrom('copy bench_sample from stdin')));
  const started = performance.now();
  let rows = 0;
  while (performance.now() - started < seconds * 1000) {
    let piece = '';
    for (let i = 0; i < ROWS_A_PIECE; i++, rows++)
      piece += `${rows % 500}\t${rows % 40}\t${(rows / 60).toFixed(3)}\t${(rows % 977) / 7}\n`;
    if (!source.write(piece)) await once(source, 'drain');
  }
  source.end();
  await copying;
  const rate = rows / ((performance.now() - started) / 1000);
  await client.query('drop table bench_sample');
  await client.end();
  return rate;
}

/** Samples a second that go into PostgreSQL as one JSON document a frame of 3 × 40 samples, 500 frames a statement. */
export async function insertDocuments(url: string, seconds: number): Promise<number> {
  const client = new pg.Client(url);
  await client.connect();
  await client.query('create table bench_frame (stream int4, seq int8, frame jsonb)');
  const started = performance.now();
  let frames = 0;
  while (performance.now() - started < seconds * 1000) {
    const documents = Array.from({ length: 500 }, () =>
      JSON.stringify({
        seq: ++frames,
        channels: Object.fromEntries(
          Array.from({ length: 40 }, (_, c) => [
            `channel${c}`,
            [0, 1, 2].map((i) => Math.fround((frames * 3 + i + c) / 7)),
          ]),
        ),
      }),
    );
    await client.query(
      'insert into bench_frame select (n % 500)::int4, n, document from unnest($1::jsonb[]) with ordinality as t (document, n)',
      [documents],
    );
  }
  const rate = (frames * 120) / ((performance.now() - started) / 1000);
  await client.query('drop table bench_frame');
  await client.end();
  return rate;
}
