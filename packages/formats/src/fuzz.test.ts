import {
  type Channel,
  isNumeric,
  type Recording,
  sampleCount,
  toSeconds,
  type TimeBase,
} from '@outlap/telemetry';
import { expect, test } from 'vitest';
import { fromBytes } from './bytes.ts';
import { FormatError } from './errors.ts';
import { mutate, seededRandom } from './fuzz.ts';
import { type FuzzTarget, fuzzTargets, makeLdx } from './fuzz-seeds.ts';

const seed = Number(process.env.FUZZ_SEED ?? 20_260);
const runs = Number(process.env.FUZZ_RUNS ?? 2_000);
const MAX_CPU_SECONDS = 2;

test('the same seed makes the same damage', () => {
  const bytes = Uint8Array.from({ length: 200 }, (_, i) => i);
  const damaged = [1, 1, 2].map((n) => mutate(bytes, seededRandom(n)));
  expect(damaged[0]).toEqual(damaged[1]);
  expect(damaged[0]).not.toEqual(damaged[2]);
  expect(bytes[7]).toBe(7);
});

for (const { format, seeds, growth } of fuzzTargets()) {
  test(`${format.id} reads its seeds`, async () => {
    for (const bytes of seeds) {
      const recording = await format.read(fromBytes(bytes), {});
      expect(findFault(recording, bytes.length, growth)).toBe('');
      expect(recording.channels.length).toBeGreaterThan(1);
    }
  });

  test(`${format.id} survives ${runs} damaged files`, { timeout: 600_000 }, async () => {
    for (let run = 0; run < runs; run++) {
      const bytes = mutate(
        seeds[run % seeds.length] ?? new Uint8Array(0),
        seededRandom(seed + run),
      );
      const fault = await findFaultOf(format, bytes, growth);
      if (fault) throw new Error(`${format.id}, FUZZ_SEED=${seed}, run ${run}: ${fault}`);
    }
  });
}

test(`ld survives ${runs} damaged .ldx beside it`, { timeout: 600_000 }, async () => {
  const { ld: bytes, ldx } = makeLdx();
  const format = fuzzTargets().find((target) => target.format.id === 'ld')?.format;
  if (!format) throw new Error('no ld');
  for (let run = 0; run < runs / 4; run++) {
    const companion = fromBytes(mutate(ldx, seededRandom(seed + run)));
    const read = (source: ReturnType<typeof fromBytes>) => format.read(source, { companion });
    const fault = await findFaultOf({ ...format, read }, bytes, 64);
    if (fault) throw new Error(`.ldx, FUZZ_SEED=${seed}, run ${run}: ${fault}`);
  }
});

async function findFaultOf(
  { sniff, read }: FuzzTarget['format'],
  bytes: Uint8Array,
  growth: number,
): Promise<string> {
  const before = process.cpuUsage();
  let fault = '';
  try {
    sniff(bytes.subarray(0, 65_536), bytes.length);
    fault = findFault(await read(fromBytes(bytes), {}), bytes.length, growth);
  } catch (error) {
    if (!(error instanceof FormatError)) fault = error instanceof Error ? (error.stack ?? '') : '?';
  }
  const used = process.cpuUsage(before);
  const seconds = (used.user + used.system) / 1e6;
  return seconds > MAX_CPU_SECONDS ? `it took ${seconds} s` : fault;
}

/** What is wrong with a recording, or ''. */
function findFault(recording: Recording, size: number, growth: number): string {
  const { channels, durationSeconds } = recording;
  if (!Number.isFinite(durationSeconds) || durationSeconds < 0) return `lasts ${durationSeconds}`;
  const names = new Set(channels.map(({ name }) => name));
  if (names.size !== channels.length) return 'two channels have one name';
  if (recording.beaconSeconds.some((beacon) => !Number.isFinite(beacon))) return 'endless beacon';
  const held = bytesHeld(channels);
  if (held > growth * size + 1_048_576) return `${size} bytes became ${held}`;
  for (const channel of channels) {
    const fault = findChannelFault(channel);
    if (fault) return `channel "${channel.name}" ${fault}`;
  }
  return '';
}

function findChannelFault({ time, values, name }: Channel): string {
  if (name === '') return 'has no name';
  if (sampleCount(time) !== values.length) {
    return `has ${sampleCount(time)} times and ${values.length} values`;
  }
  const seconds = toSeconds(time);
  for (let i = 0; i < seconds.length; i++) {
    const now = seconds[i] ?? Number.NaN;
    if (!Number.isFinite(now)) return `has the time ${now}`;
    if (i > 0 && now < (seconds[i - 1] ?? 0)) return `goes back to ${now}`;
  }
  return '';
}

function bytesHeld(channels: readonly Channel[]): number {
  const seen = new Set<unknown>();
  let held = 0;
  const count = (key: unknown, bytes: number): void => {
    if (seen.has(key)) return;
    seen.add(key);
    held += bytes;
  };
  for (const { time, values } of channels) {
    countTime(time, count);
    if (isNumeric(values) || values instanceof BigInt64Array)
      count(values.buffer, values.byteLength);
    else count(values, values.length * 8);
  }
  return held;
}

function countTime(time: TimeBase, count: (key: unknown, bytes: number) => void): void {
  if (time.kind === 'stamps') count(time.seconds.buffer, time.seconds.byteLength);
}
