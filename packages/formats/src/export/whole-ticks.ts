import { type Channel, isNumeric, type NumericValues } from '@outlap/telemetry';
import { nominalRate } from '../clock.ts';

/**
 * A channel whose stamps miss the ticks of its rate, with its last value once more at the next tick: on a grid of whole
 * ticks the last sample would be lost otherwise, and with it the line that a lap ends on. Others come back as they are.
 */
export function untilNextTick(channel: Channel): Channel {
  const { time, values } = channel;
  if (time.kind !== 'stamps' || !isNumeric(values)) return channel;
  const { seconds } = time;
  const last = seconds.at(-1);
  const rateHz = Math.ceil((channel.rateHz ?? nominalRate(seconds) ?? 1) - 1e-9);
  if (last === undefined || !(rateHz >= 1)) return channel;
  if (seconds.every((now, i) => Math.abs(now - i / rateHz) < 1e-6)) return channel;
  const tick = Math.ceil(last * rateHz - 1e-6) / rateHz;
  if (!(tick > last)) return channel;
  const stamps = new Float64Array(seconds.length + 1).fill(tick);
  stamps.set(seconds);
  const Type = values.constructor as new (length: number) => NumericValues;
  const longer = new Type(seconds.length + 1).fill(values.at(-1) ?? 0);
  longer.set(values.subarray(0, seconds.length));
  return { ...channel, time: { kind: 'stamps', seconds: stamps }, values: longer };
}
