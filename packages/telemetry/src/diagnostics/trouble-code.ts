// What a trouble code says. Five signs by SAE J2012 / ISO 15031-6: the system (P, C, B, U), who defines it (0 and partly
// 2 and 3: the standard; else the maker), the area, and the fault. A common code has a text of its own; of any other
// code the system, the origin and the area are told, which are the same for every maker.
import { CODE_TEXTS } from './code-texts.ts';

export type CodeSystem = 'powertrain' | 'chassis' | 'body' | 'network';

/** A trouble code that was read: `known` tells whether `text` is about this very code or only about its area. */
export type ReadCode = {
  readonly code: string;
  readonly system: CodeSystem;
  readonly origin: 'standard' | 'maker';
  readonly area: string;
  readonly text: string;
  readonly known: boolean;
};

const SYSTEMS = { P: 'powertrain', C: 'chassis', B: 'body', U: 'network' } as const;

const P0_AREAS: Readonly<Record<string, string>> = {
  '0': 'fuel and air, emission control',
  '1': 'fuel and air',
  '2': 'fuel and air, injectors',
  '3': 'ignition or misfire',
  '4': 'emission control',
  '5': 'speed, idle, inputs',
  '6': 'computer and its outputs',
  '7': 'transmission',
  '8': 'transmission',
  '9': 'transmission',
};
const P2_AREAS: Readonly<Record<string, string>> = {
  ...P0_AREAS,
  '2': 'fuel and air, emission control',
  '5': 'further inputs',
  '6': 'further outputs',
  '9': 'fuel and air',
  A: 'fuel and air, oxygen sensors',
};
const U_AREAS: Readonly<Record<string, string>> = {
  '0': 'bus wiring',
  '1': 'a control unit is not heard',
  '2': 'a control unit is not heard',
  '3': 'programs of control units do not fit together',
  '4': 'a control unit sends values that cannot be right',
  '5': 'a control unit sends values that cannot be right',
};

/** Whether a text has the form of a trouble code, upper case: `P0133`. */
export function isTroubleCode(text: string): boolean {
  return /^[PCBU][0-3][0-9A-F]{3}$/.test(text);
}

/** Reads a trouble code of any car; undefined where the text is none. Upper and lower case are the same. */
export function readTroubleCode(text: string): ReadCode | undefined {
  const code = text.trim().toUpperCase();
  if (!isTroubleCode(code)) return undefined;
  const system = SYSTEMS[code.charAt(0) as keyof typeof SYSTEMS];
  const origin = originOf(code);
  const area = areaOf(code, system);
  const own = CODE_TEXTS.get(code);
  return { code, system, origin, area, text: own ?? generalText(code, origin, area), known: !!own };
}

function originOf(code: string): ReadCode['origin'] {
  const [system, kind, third] = code;
  if (kind === '0') return 'standard';
  if (system === 'P' && kind === '2') return 'standard';
  if (system === 'P' && kind === '3')
    return third !== undefined && third >= '4' ? 'standard' : 'maker';
  return system === 'U' && kind === '3' ? 'standard' : 'maker';
}

function areaOf(code: string, system: CodeSystem): string {
  const third = code.charAt(2);
  if (system === 'network') return U_AREAS[third] ?? 'communication of control units';
  if (system !== 'powertrain') return system;
  if (code.startsWith('P3')) return third === '4' ? 'cylinder shut-off' : 'engine or transmission';
  const areas = code.startsWith('P2') ? P2_AREAS : P0_AREAS;
  return areas[third] ?? 'hybrid or electric drive';
}

function generalText(code: string, origin: ReadCode['origin'], area: string): string {
  const group = `${code.slice(0, 3)}xx`;
  return origin === 'maker'
    ? `${group}: ${area}; the maker says what exactly`
    : `${group}: ${area}`;
}
