/**
 * Formulas of the PID table: one operand and steps from left to right, without precedence (`A*100/128-100`).
 * A, B, C … are data bytes; w(i), s(i), q(i) are unsigned 16, signed 16 and unsigned 32 bit at byte i, big-endian.
 * NaN where the answer is too short: what an ECU did not send has no value.
 */
export type Formula = {
  readonly text: string;
  readonly wide: boolean;
  readonly read: (data: Uint8Array) => number;
};

type Step = (value: number) => number;

const OPERATORS: Readonly<Record<string, (value: number, by: number) => number>> = {
  '*': (value, by) => value * by,
  '/': (value, by) => value / by,
  '+': (value, by) => value + by,
  '-': (value, by) => value - by,
  '&': (value, by) => value & by,
  '>>': (value, by) => value >> by,
};

const READERS: Readonly<
  Record<string, { readonly width: number; readonly read: (view: DataView, at: number) => number }>
> = {
  u: { width: 1, read: (view, at) => view.getUint8(at) },
  w: { width: 2, read: (view, at) => view.getUint16(at) },
  s: { width: 2, read: (view, at) => view.getInt16(at) },
  q: { width: 4, read: (view, at) => view.getUint32(at) },
};

export function parseFormula(text: string): Formula {
  const operand = /^(?:([A-Z])(?![(a-z])|([wsq])\((\d+)\))/.exec(text);
  if (!operand) throw new SyntaxError(`No operand in ${text}`);
  const [whole, letter, kind = 'u', index] = operand;
  const at = letter ? letter.charCodeAt(0) - 65 : Number(index);
  const reader = READERS[kind];
  if (!reader) throw new SyntaxError(`No such operand: ${text}`);
  const steps = parseSteps(text.slice(whole.length));
  return {
    text,
    wide: kind === 'q',
    read: (data) => {
      if (at + reader.width > data.length) return Number.NaN;
      const view = new DataView(data.buffer, data.byteOffset, data.byteLength);
      return steps.reduce((value, step) => step(value), reader.read(view, at));
    },
  };
}

function parseSteps(text: string): Step[] {
  const steps: Step[] = [];
  const pattern = /(>>|[*/+&-])([\d.]+)/y;
  while (pattern.lastIndex < text.length) {
    const [, sign = '', number] = pattern.exec(text) ?? [];
    const operator = OPERATORS[sign];
    if (!operator) throw new SyntaxError(`Not a formula: ${text}`);
    const by = Number(number);
    steps.push((value) => operator(value, by));
  }
  return steps;
}
