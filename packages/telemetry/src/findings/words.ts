import type { Finding, FindingCause } from '../comparison/comparison.ts';

type Place = Pick<Finding, 'kind' | 'number' | 'lossSeconds' | 'cause' | 'amount'>;

const CORNER_WORDS: Readonly<Record<FindingCause, (amount: number, corner: string) => string>> = {
  'brakes-earlier': (m, corner) => `Brakes ${whole(m)} m earlier into ${corner}`,
  'brakes-later': (m, corner) => `Brakes ${whole(m)} m later into ${corner}`,
  'brakes-harder': (ratio, corner) => `Brakes ${whole(ratio * 100)} % harder into ${corner}`,
  'brakes-softer': (ratio, corner) => `Brakes ${whole(ratio * 100)} % softer into ${corner}`,
  'slower-minimum': (mps, corner) => `Carries ${whole(mps * 3.6)} km/h less through ${corner}`,
  'throttle-later': (m, corner) => `On the throttle ${whole(m)} m later out of ${corner}`,
  coasting: (m, corner) => `Coasts ${whole(m)} m longer in ${corner}`,
  'wider-line': (m, corner) => `Runs ${m.toFixed(1)} m wider in ${corner}`,
  'lower-gear': (gears, corner) => `${whole(gears)} ${plural(gears)} lower through ${corner}`,
  'higher-gear': (gears, corner) => `${whole(gears)} ${plural(gears)} higher through ${corner}`,
  'slower-exit': (mps, corner) => `Exits ${whole(mps * 3.6)} km/h slower out of ${corner}`,
  'no-clear-cause': (_, corner) => `No clear cause in ${corner}`,
};

/** The sentence of a finding: its numbers are those of its fields, rounded; speeds in km/h, the loss in hundredths. */
export function findingText(place: Place, name: string | null): string {
  const corner = name ?? String(place.number);
  const words =
    place.kind === 'straight'
      ? straightWords(place, corner)
      : CORNER_WORDS[place.cause](place.amount ?? 0, corner);
  return `${words}: ${place.lossSeconds.toFixed(2)} s`;
}

function straightWords({ cause, amount, number }: Place, corner: string): string {
  const where = number === 0 ? 'on the straight after the line' : `on the straight after ${corner}`;
  if (cause !== 'slower-exit') return `No clear cause ${where}`;
  return `Comes ${whole((amount ?? 0) * 3.6)} km/h slower out of ${corner}, lost ${where}`;
}

function whole(value: number): string {
  return String(Math.round(value));
}

function plural(gears: number): string {
  return Math.round(gears) === 1 ? 'gear' : 'gears';
}
