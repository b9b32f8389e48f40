import { writeIbt } from '@outlap/formats';
import { demoRecording, type Recording } from '@outlap/telemetry';
import type { TestApp } from './server.ts';

let recording: Recording | undefined;

/** The simulated demo session as an .ibt; another `startedAt` makes other bytes. */
export function demoFile(startedAt?: string): Uint8Array<ArrayBuffer> {
  if (startedAt !== undefined) return new Uint8Array(writeIbt(demoRecording(startedAt)));
  recording ??= demoRecording();
  return new Uint8Array(writeIbt(recording));
}

/** The first seconds of the demo session, too few for a lap. */
export function shortDemoFile(
  seconds: number,
  about: Partial<Pick<Recording, 'startedAt' | 'track'>> = {},
): Uint8Array<ArrayBuffer> {
  const whole = demoRecording();
  const channels = whole.channels.map((channel) => {
    if (channel.time.kind !== 'uniform') throw new Error('The demo has one rate a channel');
    const count = Math.floor(seconds * channel.time.rateHz);
    return {
      ...channel,
      time: { ...channel.time, count },
      values: channel.values.slice(0, count),
    };
  });
  return new Uint8Array(
    writeIbt({ ...whole, ...about, durationSeconds: seconds, channels, beaconSeconds: [] }),
  );
}

export type FormFile = { readonly name: string; readonly bytes: Uint8Array<ArrayBuffer> };

/** Posts files as a browser does. */
export async function postFiles(app: TestApp['app'], files: readonly FormFile[]) {
  const form = new FormData();
  for (const { name, bytes } of files) form.append('file', new Blob([bytes]), name);
  const request = new Request('http://127.0.0.1/', { method: 'POST', body: form });
  return app.inject({
    method: 'POST',
    url: '/api/sessions/import',
    headers: { 'content-type': request.headers.get('content-type') ?? '' },
    payload: Buffer.from(await request.arrayBuffer()),
  });
}

export type ImportBody = {
  id: string;
  state: string;
  progress: number;
  sessionId: string | null;
  duplicate: boolean;
  error: { code: string; detail: string } | null;
};

/** Waits for the end of an import by long polling. */
export async function importEnd(app: TestApp['app'], id: string): Promise<ImportBody> {
  for (;;) {
    const response = await app.inject(`/api/imports/${id}?waitSeconds=5`);
    const body = response.json<ImportBody>();
    if (body.state === 'done' || body.state === 'failed') return body;
  }
}

/** Imports one file and returns how it ended. */
export async function importFile(app: TestApp['app'], file: FormFile): Promise<ImportBody> {
  const response = await postFiles(app, [file]);
  const [first] = response.json<{ items: ImportBody[] }>().items;
  if (!first) throw new Error(response.body);
  return importEnd(app, first.id);
}
