import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { KINDS } from './databases.ts';
import { demoFile, importFile, shortDemoFile } from './recordings.ts';
import { createTestApp, type TestApp } from './server.ts';

const STRANGER = '00000000-0000-7000-8000-00000000dead';
const NOBODY = '00000000-0000-7000-8000-000000000404';

type Listed = {
  items: { id: string; name: string; timeSeconds: number; valid: boolean }[];
  nextCursor: string | null;
};

describe.each(KINDS)('sessions, laps and tracks on %s', (kind) => {
  let t: TestApp;
  const ids: string[] = [];
  beforeAll(async () => {
    t = await createTestApp(kind);
    for (const day of ['01', '02', '03']) {
      const bytes = demoFile(`2026-04-${day}T10:00:00Z`);
      const { sessionId } = await importFile(t.app, { name: `day-${day}.ibt`, bytes });
      ids.push(sessionId ?? '');
    }
  });
  afterAll(() => t.close());

  const get = async <T = Listed>(url: string) => (await t.app.inject(url)).json<T>();
  const patch = (id: string, payload: object) =>
    t.app.inject({ method: 'PATCH', url: `/api/sessions/${id}`, payload });

  test('a text that cannot be stored is the fault of who sent it', async () => {
    const refused = { status: 400, code: 'invalid_request' };
    for (const path of ['laps?driver=%00', 'sessions?driver=%00'])
      expect(await get<object>(`/api/${path}`), path).toMatchObject(refused);
    const edited = await patch(ids[0] ?? '', { name: 'x\u0000' });
    expect(edited.json()).toMatchObject(refused);
  });

  test('sessions come newest first, page by page, each once', async () => {
    const seen: string[] = [];
    let cursor: string | null = null;
    do {
      const page: Listed = await get(`/api/sessions?limit=2${cursor ? `&cursor=${cursor}` : ''}`);
      seen.push(...page.items.map(({ id }) => id));
      cursor = page.nextCursor;
    } while (cursor);
    expect(seen).toEqual([...ids].reverse());
  });

  test('sessions are found by words, their beginnings, and by date', async () => {
    const found = async (query: string) => (await get(`/api/sessions?${query}`)).items.length;
    expect(await found('q=larkmoor')).toBe(3);
    expect(await found('q=LARK%20day')).toBe(3);
    expect(await found('q=silverstone')).toBe(0);
    expect(await found(`q=${encodeURIComponent("' & ! | :* --")}`)).toBe(3);
    expect(await found('from=2026-04-02T00:00:00Z')).toBe(2);
    expect(await found('from=2026-04-02T00:00:00Z&to=2026-04-03T00:00:00Z')).toBe(1);
    expect(await found(`track=${NOBODY}`)).toBe(0);
    const [first] = (
      await get<{ items: { track: { id: string }; vehicle: { id: string } }[] }>('/api/sessions')
    ).items;
    expect(await found(`track=${first?.track.id}&vehicle=${first?.vehicle.id}`)).toBe(3);
  });

  test('a foreign cursor and a bad limit are refused', async () => {
    for (const query of [
      'cursor=abc',
      'cursor=WzFd',
      'limit=0',
      'limit=9999',
      'from=yesterday',
      'track=1',
    ])
      for (const list of ['sessions', 'laps'])
        if (!(list === 'laps' && query === 'track=1')) {
          const response = await t.app.inject(`/api/${list}?${query}`);
          expect(response.json(), `${list} ${query}`).toMatchObject({
            status: 400,
            code: query.startsWith('cursor') ? 'cursor_invalid' : 'invalid_request',
          });
        }
  });

  test('laps come fastest first, valid ones before the others, page by page', async () => {
    const all = await get('/api/laps?limit=500');
    const order = all.items.map(({ valid, timeSeconds }) => (valid ? 0 : 1e6) + timeSeconds);
    expect(order).toEqual([...order].sort((a, b) => a - b));
    const paged: Listed['items'] = [];
    let cursor: string | null = null;
    do {
      const page: Listed = await get(`/api/laps?limit=4${cursor ? `&cursor=${cursor}` : ''}`);
      paged.push(...page.items);
      cursor = page.nextCursor;
    } while (cursor);
    expect(paged.map(({ id }) => id)).toEqual(all.items.map(({ id }) => id));
    const best = await get<{ items: { personalBest: boolean }[] }>('/api/laps?valid=true');
    expect(best.items).toHaveLength(9);
    expect(best.items.filter(({ personalBest }) => personalBest)).toHaveLength(1);
    expect(best.items[0]?.personalBest).toBe(true);
    expect((await get(`/api/laps?session=${ids[0]}&kind=out`)).items.length).toBeLessThanOrEqual(1);
    expect((await get('/api/laps?driver=Nobody')).items).toEqual([]);
  });

  test('a lap is there with its context, its columns and its file', async () => {
    const [lap] = (await get(`/api/laps?session=${ids[0]}&valid=true`)).items;
    const detail = await get<{ channels: { name: string; label: string }[]; session: object }>(
      `/api/laps/${lap?.id}`,
    );
    expect(detail.session).toMatchObject({ id: ids[0], track: { name: 'Larkmoor' } });
    expect(detail.channels.find(({ name }) => name === 'speed')?.label).toBe('Speed');
    const data = await get<{
      columns: { name: string; timeSeconds: number[]; values: number[] }[];
    }>(`/api/laps/${lap?.id}/data?channels=speed,gear`);
    expect(data.columns.map(({ name }) => name)).toEqual(['speed', 'gear']);
    const [speed] = data.columns;
    expect(speed?.values).toHaveLength(speed?.timeSeconds.length ?? -1);
    expect(Math.max(...(speed?.values ?? []))).toBeGreaterThan(50);
    const missing = await t.app.inject(`/api/laps/${lap?.id}/data?channels=speed,flux`);
    expect(missing.json()).toMatchObject({ status: 400, code: 'channel_not_found' });
  });

  test('the file of a lap is served by ranges', async () => {
    const [lap] = (await get<{ items: { id: string; fileBytes: number }[] }>('/api/laps?limit=1'))
      .items;
    const url = `/api/laps/${lap?.id}/file`;
    const whole = await t.app.inject(url);
    const size = whole.rawPayload.length;
    expect(whole.headers).toMatchObject({
      'accept-ranges': 'bytes',
      'content-length': String(lap?.fileBytes),
      'cache-control': 'private, no-cache',
    });
    const part = async (range: string) => t.app.inject({ url, headers: { range } });
    expect((await part('bytes=0-3')).body).toBe('PAR1');
    expect((await part('bytes=-4')).body).toBe('PAR1');
    expect((await part(`bytes=${size - 4}-`)).headers['content-range']).toBe(
      `bytes ${size - 4}-${size - 1}/${size}`,
    );
    expect((await part(`bytes=0-${size * 9}`)).rawPayload.length).toBe(size);
    for (const odd of ['bytes=0-1,5-6', 'lines=1-2', 'bytes=-'])
      expect((await part(odd)).statusCode).toBe(200);
    for (const beyond of [`bytes=${size}-`, 'bytes=5-2', 'bytes=-0']) {
      const refused = await part(beyond);
      expect(refused.json()).toMatchObject({ status: 416, code: 'range_not_satisfiable' });
      expect(refused.headers['content-range']).toBe(`bytes */${size}`);
    }
    const etag = String(whole.headers.etag);
    expect((await t.app.inject({ url, headers: { 'if-none-match': etag } })).statusCode).toBe(304);
    const head = await t.app.inject({ url, method: 'HEAD' });
    expect([head.statusCode, head.headers['content-length'], head.body]).toEqual([
      200,
      String(size),
      '',
    ]);
  });

  test('tracks have layouts with counts, bests and a small outline', async () => {
    const { items } = await get<{
      items: {
        name: string;
        layouts: {
          id: string;
          lapCount: number;
          bestLap: object;
          outline: { xMetres: number[] };
        }[];
      }[];
    }>('/api/tracks');
    expect(items).toHaveLength(1);
    const [layout] = items[0]?.layouts ?? [];
    const laps = await get('/api/laps?limit=500');
    expect(layout?.lapCount).toBe(laps.items.filter(({ valid }) => valid).length);
    expect(layout?.bestLap).toMatchObject({ timeSeconds: laps.items[0]?.timeSeconds });
    expect(layout?.outline.xMetres.length).toBeLessThanOrEqual(200);
    expect(await get(`/api/layouts/${layout?.id}`)).toMatchObject({
      id: layout?.id,
      trackName: 'Larkmoor',
    });
    expect(await get(`/api/layouts/${NOBODY}`)).toMatchObject({ code: 'layout_not_found' });
  });

  test('names are corrected for the session, its laps, the search and the tracks', async () => {
    const id = ids[2] ?? '';
    const edited = await patch(id, {
      name: 'Rain test',
      driver: 'Ada',
      notes: 'wet',
      vehicleName: 'Blue car',
      trackName: 'Other Place',
      layoutName: null,
    });
    expect(edited.json()).toMatchObject({
      name: 'Rain test',
      driver: 'Ada',
      notes: 'wet',
      vehicle: { name: 'Blue car' },
      track: { name: 'Other Place', layout: null },
    });
    expect((await get('/api/sessions?q=rain')).items.map((one) => one.id)).toEqual([id]);
    expect((await get('/api/laps?driver=Ada&valid=true')).items).toHaveLength(3);
    const { items } = await get<{ items: { name: string; layouts: { lapCount: number }[] }[] }>(
      '/api/tracks',
    );
    expect(items.map(({ name }) => name)).toEqual(['Larkmoor', 'Other Place']);
    expect(items[0]?.layouts[0]?.lapCount).toBe(2 * (items[1]?.layouts[0]?.lapCount ?? 0));
  });

  test('an edit without content, with unknown fields or an empty name is refused', async () => {
    const id = ids[0] ?? '';
    expect((await patch(id, {})).json()).toMatchObject({ code: 'nothing_changed' });
    for (const payload of [{ name: '' }, { name: '  ' }, { lapCount: 3 }, { trackName: null }])
      expect((await patch(id, payload)).json()).toMatchObject({
        status: 400,
        code: 'invalid_request',
      });
  });

  test('what is not there and what belongs to somebody else look the same', async () => {
    const stranger = await t.appOf(STRANGER);
    expect((await stranger.inject('/api/sessions')).json()).toEqual({
      items: [],
      nextCursor: null,
    });
    expect((await stranger.inject('/api/laps')).json()).toEqual({ items: [], nextCursor: null });
    expect((await stranger.inject('/api/tracks')).json()).toEqual({ items: [] });
    const [lap] = (await get(`/api/laps?session=${ids[0]}`)).items;
    const layoutId = (await get<{ layout: { id: string } }>(`/api/sessions/${ids[0]}`)).layout.id;
    const paths = (session: string, one: string, layout: string) =>
      [
        ['GET', `/api/sessions/${session}`, 'session_not_found'],
        ['PATCH', `/api/sessions/${session}`, 'session_not_found'],
        ['DELETE', `/api/sessions/${session}`, 'session_not_found'],
        ['GET', `/api/laps/${one}`, 'lap_not_found'],
        ['GET', `/api/laps/${one}/file`, 'lap_not_found'],
        ['GET', `/api/laps/${one}/data?channels=speed`, 'lap_not_found'],
        ['GET', `/api/layouts/${layout}`, 'layout_not_found'],
      ] as const;
    const cases = [
      ...paths(ids[0] ?? '', lap?.id ?? '', layoutId).map((path) => [stranger, path] as const),
      ...paths(NOBODY, NOBODY, NOBODY).map((path) => [t.app, path] as const),
    ];
    for (const [app, [method, url, code]] of cases) {
      const response = await app.inject({
        method,
        url,
        ...(method === 'PATCH' ? { payload: { name: 'x' } } : {}),
      });
      expect(response.json(), `${method} ${url}`).toMatchObject({ status: 404, code });
    }
  });

  test('a session without a full lap has the track that its file names', async () => {
    const short = async (name: string, track: string, lengthMetres: number | null) => {
      const about = { track: { name: track, layout: null, lengthMetres } };
      const done = await importFile(t.app, { name, bytes: shortDemoFile(30, about) });
      expect(done.error).toBeNull();
      return done.sessionId ?? '';
    };
    const id = await short('out-lap.ibt', 'Highmoor', 4000);
    const session = await get<object>(`/api/sessions/${id}`);
    expect(session).toMatchObject({
      bestLap: null,
      track: { name: 'Highmoor' },
      layout: { lengthMetres: 4000, outline: null, corners: [] },
    });
    const nowhere = await short('no-length.ibt', 'Fenmoor', null);
    for (const [word, one] of [
      ['highmoor', id],
      ['fenmoor', nowhere],
    ] as const) {
      const { items } = await get(`/api/sessions?q=${word}`);
      expect(items.map((found) => found.id)).toEqual([one]);
      await t.app.inject({ method: 'DELETE', url: `/api/sessions/${one}` });
    }
  });

  test('a deleted session takes its laps, files, and a track that nobody else uses', async () => {
    const id = ids[2] ?? '';
    expect(existsSync(join(t.dataDir, 'objects', 'laps', id))).toBe(true);
    const response = await t.app.inject({ method: 'DELETE', url: `/api/sessions/${id}` });
    expect([response.statusCode, response.body]).toEqual([204, '']);
    expect(existsSync(join(t.dataDir, 'objects', 'laps', id))).toBe(false);
    expect((await get(`/api/laps?session=${id}`)).items).toEqual([]);
    const { items } = await get<{ items: { name: string }[] }>('/api/tracks');
    expect(items.map(({ name }) => name)).toEqual(['Larkmoor']);
    const again = await importFile(t.app, {
      name: 'again.ibt',
      bytes: demoFile('2026-04-03T10:00:00Z'),
    });
    expect(again).toMatchObject({ state: 'done', duplicate: false });
  });
});
