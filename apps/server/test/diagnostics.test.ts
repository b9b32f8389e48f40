import { serverActor } from '../src/deps.ts';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { DiagnosticMethod, RequestMessage } from '@outlap/protocol';
import { askRecorder } from '../src/features/diagnostics/recorder.ts';
import { KINDS } from './databases.ts';
import { connectRecorder, describeTestStream, type TestRecorder } from './live-client.ts';
import { createTestApp, type TestApp } from './server.ts';

const STRANGER = '00000000-0000-7000-8000-00000000dead';
const NOBODY = '00000000-0000-7000-8000-000000000404';
const VIN = '1M8GDM9AXKP042788';

const pid = (channel: string | null, value: number | null, ageSeconds: number | null = 0.1) => ({
  pid: '0C',
  field: channel === null ? null : 'rpm',
  name: 'Engine speed',
  channel,
  value,
  unit: 'rpm',
  raw: null,
  ageSeconds,
  ecu: '7E8',
});
const stored = [
  { code: 'P0301', ecu: '7E8' },
  { code: 'P1345', ecu: '7E8' },
];
const STANDING: Record<DiagnosticMethod, unknown> = {
  pids: { pids: [pid('engineSpeed', 0), pid(null, null, null)], achievedHz: 9.5 },
  dtc: {
    vin: VIN,
    vinCheckDigitFits: true,
    milOn: true,
    stored,
    pending: [{ code: 'U0100', ecu: '7E9' }],
    permanent: [],
    freezeFrames: [{ code: 'P0301', ecu: '7E8', values: [pid('engineSpeed', 2450, null)] }],
    readiness: {
      ignition: 'spark',
      monitors: [{ name: 'Catalyst', supported: true, complete: false }],
    },
  },
  'clear-dtc': { cleared: stored },
  monitors: {
    monitors: [
      {
        monitor: '01',
        test: '80',
        ecu: '7E8',
        value: 0.4,
        least: 0,
        most: 1,
        unit: 'V',
        passed: true,
      },
    ],
  },
  vehicle: {
    vin: VIN,
    adapter: 'ELM327 v1.5',
    protocol: 'CAN 11/500',
    batteryVolts: 12.6,
    ecus: [{ ecu: '7E8', name: null, calibrationIds: ['A1'], calibrationVerifications: [] }],
  },
};

describe.each(KINDS)('diagnostics on %s', (kind) => {
  let t: TestApp;
  let address: string;
  let car: TestRecorder;
  let sessionId: string;
  let asked: string[];
  /** What the car answers: a result, a code of an error, or nothing. */
  let answers: Partial<Record<DiagnosticMethod, unknown>>;

  const live = async () => {
    const recorder = await connectRecorder(address, { description: describeTestStream() });
    const ack = await recorder.until('ack');
    let seen = 0;
    recorder.socket.on('message', () => {
      for (const message of recorder.received.slice(seen))
        if (message.type === 'request') answer(recorder, message);
      seen = recorder.received.length;
    });
    return { recorder, id: ack.sessionId ?? '' };
  };
  const answer = (recorder: TestRecorder, { id, method }: RequestMessage) => {
    asked.push(method);
    const said = answers[method];
    if (typeof said === 'string')
      recorder.send({ type: 'answer', id, error: { code: said, detail: 'no' } } as {
        type: string;
      });
    else if (said !== undefined)
      recorder.send({ type: 'answer', id, result: said } as { type: string });
  };
  const get = async (url: string) => (await t.app.inject(url)).json<Record<string, unknown>>();
  const clear = async (confirm: string, query = '') =>
    (
      await t.app.inject({
        method: 'POST',
        url: `/api/diagnostics/dtc/clear${query}`,
        payload: { confirm },
      })
    ).json<Record<string, unknown>>();
  const log = async () => (await get('/api/diagnostics/log'))['items'] as Record<string, unknown>[];

  beforeAll(async () => {
    t = await createTestApp(kind, { env: { COMMIT_INTERVAL_MS: '20' }, work: false });
    address = await t.app.listen({ host: '127.0.0.1', port: 0 });
  });
  afterAll(() => t.close());
  beforeEach(() => {
    asked = [];
    answers = { ...STANDING };
  });

  test('without a car there is nobody to ask', async () => {
    for (const path of ['pids', 'dtc', 'monitors', 'vehicle'])
      expect(await get(`/api/diagnostics/${path}`)).toMatchObject({
        status: 409,
        code: 'recorder_not_connected',
      });
    expect(await clear('CLEAR')).toMatchObject({ code: 'recorder_not_connected' });
    expect(await get(`/api/diagnostics/pids?session=${NOBODY}`)).toMatchObject({
      status: 404,
      code: 'session_not_found',
    });
    expect(await get('/api/diagnostics/pids?session=7')).toMatchObject({ code: 'invalid_request' });
    ({ recorder: car, id: sessionId } = await live());
  });

  test('values, codes with texts, monitors and the vehicle come from the car', async () => {
    expect(await get('/api/diagnostics/pids')).toEqual({
      sessionId,
      ...(STANDING.pids as object),
    });
    expect(await get(`/api/diagnostics/dtc?session=${sessionId}`)).toMatchObject({
      sessionId,
      vin: VIN,
      milOn: true,
      stored: [
        { code: 'P0301', text: 'Cylinder 1 misfires', known: true, system: 'powertrain' },
        { code: 'P1345', known: false, origin: 'maker' },
      ],
      pending: [{ code: 'U0100', ecu: '7E9', system: 'network' }],
      freezeFrames: [{ code: 'P0301', values: [{ value: 2450 }] }],
      readiness: { ignition: 'spark', monitors: [{ name: 'Catalyst', complete: false }] },
    });
    expect(await get('/api/diagnostics/monitors')).toEqual({
      sessionId,
      ...(STANDING.monitors as object),
    });
    expect(await get('/api/diagnostics/vehicle')).toEqual({
      sessionId,
      ...(STANDING.vehicle as object),
    });
    expect(asked).toEqual(['pids', 'dtc', 'monitors', 'vehicle']);
  });

  test('the newest car is asked unless another one is named', async () => {
    const second = await live();
    second.recorder.sendFrame({ seq: 1, sentAt: Date.now(), parts: [] });
    await second.recorder.until('ack', ({ seq }) => seq === 1);
    expect(await get('/api/diagnostics/pids')).toMatchObject({ sessionId: second.id });
    expect(await get(`/api/diagnostics/pids?session=${sessionId}`)).toMatchObject({ sessionId });
    second.recorder.send({ type: 'end', seq: 1 } as { type: string });
    await second.recorder.until('ack', ({ ended }) => ended === true);
    await second.recorder.close();
    expect(await get(`/api/diagnostics/pids?session=${second.id}`)).toMatchObject({
      status: 409,
      code: 'session_not_live',
    });
  });

  test('an answer that is none, and a refusal, are told apart from a missing car', async () => {
    for (const wrong of [
      null,
      'x',
      { pids: 'many', achievedHz: 1 },
      { pids: [{ ...pid('engineSpeed', 1), pid: '<script>' }], achievedHz: 1 },
      { pids: Array.from({ length: 6000 }, () => pid('engineSpeed', 1)), achievedHz: 1 },
    ]) {
      answers.pids = wrong === null ? { pids: null } : wrong;
      expect(await get('/api/diagnostics/pids')).toMatchObject({
        status: 502,
        code: 'recorder_refused',
      });
    }
    answers.dtc = { ...(STANDING.dtc as object), stored: [{ code: 'Z9999', ecu: '7E8' }] };
    expect(await get('/api/diagnostics/dtc')).toMatchObject({ code: 'recorder_refused' });
    answers.dtc = { ...(STANDING.dtc as object), secret: 'x' };
    expect(await get('/api/diagnostics/dtc')).not.toHaveProperty('secret');
  });

  test('a car that keeps silent runs out of time; one that has left is not connected', async () => {
    delete answers.vehicle;
    const ctx = { ...t.deps, actor: serverActor(t.deps.ownerId) };
    await expect(askRecorder(ctx, sessionId, 'vehicle', 0.2)).rejects.toMatchObject({
      code: 'recorder_timed_out',
      status: 504,
    });
    expect(asked).toEqual(['vehicle']);
    const { recorder, id } = await live();
    await recorder.close();
    expect(await get(`/api/diagnostics/pids?session=${id}`)).toMatchObject({
      status: 409,
      code: 'recorder_not_connected',
    });
  });

  test('codes are cleared when confirmed by the word or the VIN, and the log says so', async () => {
    expect(await clear('CLEAR', `?session=${sessionId}`)).toMatchObject({
      cleared: [{ code: 'P0301' }, { code: 'P1345' }],
    });
    expect(await clear(VIN.toLowerCase(), `?session=${sessionId}`)).toHaveProperty('cleared');
    const [newest, first] = await log();
    expect(newest).toMatchObject({
      sessionId,
      actorId: t.deps.ownerId,
      action: 'clear-dtc',
      outcome: 'done',
      vin: VIN,
      codesBefore: [...stored, { code: 'U0100', ecu: '7E9' }],
    });
    expect(first).toMatchObject({ outcome: 'done' });
  });

  test('nothing is cleared without confirmation or while the engine turns or the car moves', async () => {
    const query = `?session=${sessionId}`;
    const before = (await log()).length;
    for (const confirm of ['yes', 'WBA00000000000000'])
      expect(await clear(confirm, query)).toMatchObject({ status: 400, code: 'not_confirmed' });
    expect(await clear('', query)).toMatchObject({ status: 400, code: 'invalid_request' });
    expect(await log()).toHaveLength(before);
    for (const [channel, value] of [
      ['engineSpeed', 820],
      ['speed', 3],
    ] as const) {
      answers.pids = { pids: [pid(channel, value)], achievedHz: 1 };
      expect(await clear('CLEAR', query)).toMatchObject({ status: 409, code: 'engine_running' });
    }
    expect(asked).not.toContain('clear-dtc');
    answers.pids = { pids: [pid('engineSpeed', 820, 3600)], achievedHz: 1 };
    answers['clear-dtc'] = 'engine_running';
    expect(await clear('CLEAR', query)).toMatchObject({ status: 409, code: 'engine_running' });
    expect(asked).toContain('clear-dtc');
    answers['clear-dtc'] = 'conditions_not_met';
    expect(await clear('CLEAR', query)).toMatchObject({ status: 502, code: 'recorder_refused' });
    const outcomes = (await log()).slice(0, 4).map(({ outcome }) => outcome);
    expect(outcomes).toEqual([
      'recorder_refused',
      'engine_running',
      'engine_running',
      'engine_running',
    ]);
  });

  test('the car of somebody else is not there', async () => {
    const stranger = await t.appOf(STRANGER);
    const response = await stranger.inject(`/api/diagnostics/dtc?session=${sessionId}`);
    expect(response.json()).toMatchObject({ status: 404, code: 'session_not_found' });
    expect((await stranger.inject('/api/diagnostics/pids')).json()).toMatchObject({
      code: 'recorder_not_connected',
    });
    expect((await stranger.inject('/api/diagnostics/log')).json()).toEqual({ items: [] });
    await car.close();
  });
});
