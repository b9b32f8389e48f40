import { randomAt } from '@outlap/telemetry';
import { CommandError } from '../../../errors.ts';

const FAULT_KINDS = [
  'no-data',
  'silent',
  'stopped',
  'buffer-full',
  'can-error',
  'drop-connection',
  'noise',
  'slow',
  'pending',
  'ignition-off',
  'engine-off',
] as const;
type FaultKind = (typeof FAULT_KINDS)[number];

/** Something that goes wrong from `start` on for `duration` seconds, at each occasion with this probability. */
export type Fault = {
  readonly kind: FaultKind;
  readonly probability: number;
  readonly startSeconds: number;
  readonly durationSeconds: number;
};

const PATTERN = /^([a-z-]+)(?:~([\d.]+)%)?(?:@([\d.]+)s?)?(?:\+([\d.]+)s?)?$/;

/** `silent@30s+5s`, `noise~10%`, `no-data`: kind, probability, start, duration. Throws CommandError usage. */
export function parseFault(text: string): Fault {
  const [, word, percent = '100', start = '0', duration = 'Infinity'] = PATTERN.exec(text) ?? [];
  const kind = FAULT_KINDS.find((one) => one === word);
  const numbers = [percent, start, duration].map(Number);
  if (!kind || numbers.some(Number.isNaN)) {
    const detail = `${text} is not KIND[~PERCENT%][@STARTs][+DURATIONs] with KIND ${FAULT_KINDS.join(', ')}`;
    throw new CommandError('usage', detail);
  }
  return {
    kind,
    probability: Number(percent) / 100,
    startSeconds: Number(start),
    durationSeconds: Number(duration),
  };
}

/** The faults of one adapter by its own clock; repeatable from the seed and the number of questions asked. */
export type Faults = {
  /** Whether it is wrong now: asked about once for each thing that can go wrong. */
  readonly strikes: (kind: FaultKind) => boolean;
  /** −1 … 1, repeatable. */
  readonly random: () => number;
};

export function createFaults(list: readonly Fault[], seed: number, seconds: () => number): Faults {
  let drawn = 0;
  const random = (): number => randomAt(seed + 9000, drawn++);
  return {
    random,
    strikes: (kind) => {
      const now = seconds();
      return list.some((fault) => {
        const since = now - fault.startSeconds;
        const isOn = fault.kind === kind && since >= 0 && since < fault.durationSeconds;
        return isOn && (fault.probability >= 1 || (random() + 1) / 2 < fault.probability);
      });
    },
  };
}
