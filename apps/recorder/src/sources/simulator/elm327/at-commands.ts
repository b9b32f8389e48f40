import { BUSES } from './framing.ts';
import { DEFAULTS, type Settings } from './settings.ts';

export const ADAPTER_VERSION = 'ELM327 v2.1';

/** What an AT command changes and says; undefined is an unknown one. */
export type AtAnswer =
  | {
      readonly kind: 'says';
      readonly text: string;
      readonly set?: Partial<Settings>;
      readonly isKept?: boolean;
    }
  /** Starts anew: `ATZ` and `ATWS`. */
  | { readonly kind: 'reset' }
  | { readonly kind: 'sleep' }
  /** Listens until it is interrupted. */
  | { readonly kind: 'monitor' };

type Context = { readonly settings: Settings; readonly volts: number; readonly isKeyOn: boolean };
type Handler = (match: RegExpExecArray, context: Context) => AtAnswer | undefined;

const says = (text: string): AtAnswer => ({ kind: 'says', text });
const set = (changes: Partial<Settings>): AtAnswer => ({ kind: 'says', text: 'OK', set: changes });
const flag =
  (
    name: 'echo' | 'linefeeds' | 'headers' | 'spaces' | 'lengths' | 'formatting' | 'responses',
  ): Handler =>
  ([, digit]) =>
    set({ [name]: digit === '1' });

const COMMANDS: readonly (readonly [RegExp, Handler])[] = [
  [/^(?:Z|WS)$/, () => ({ kind: 'reset' })],
  [/^LP$/, () => ({ kind: 'sleep' })],
  [/^MA$/, () => ({ kind: 'monitor' })],
  [/^I$/, () => says(ADAPTER_VERSION)],
  [/^@1$/, () => says('OBDII to RS232 Interpreter')],
  [/^E([01])$/, flag('echo')],
  [/^L([01])$/, flag('linefeeds')],
  [/^H([01])$/, flag('headers')],
  [/^S([01])$/, flag('spaces')],
  [/^D([01])$/, flag('lengths')],
  [/^R([01])$/, flag('responses')],
  [/^CAF([01])$/, flag('formatting')],
  [/^D$/, (_, { settings: { connected } }) => set({ ...DEFAULTS, connected })],
  [
    /^([ST])P(A?)([0-9A-C])$/,
    ([, command, automatic, digit = '0']) => protocol(automatic === 'A', digit, command === 'S'),
  ],
  [/^([ST])P([0-9A])A$/, ([, command, digit = '0']) => protocol(true, digit, command === 'S')],
  [/^SP00$/, () => protocol(true, '0', true)],
  [/^PC$/, () => set({ connected: null })],
  [/^DPN$/, (_, { settings }) => says(numberOf(settings))],
  [/^DP$/, (_, { settings }) => says(nameOf(settings))],
  [/^RV$/, (_, { volts }) => says(`${volts.toFixed(1)}V`)],
  [/^IGN$/, (_, { isKeyOn }) => says(isKeyOn ? 'ON' : 'OFF')],
  [/^AT([012])$/, ([, digit]) => set({ adaptive: Number(digit) as 0 | 1 | 2 })],
  [
    /^ST([0-9A-F]{1,2})$/,
    ([, units]) => set({ timeoutUnits: Number.parseInt(units ?? '', 16) || 0x32 }),
  ],
  [
    /^SH((?:[0-9A-F]{3}|[0-9A-F]{6}|[0-9A-F]{8}))$/,
    ([, header]) => set({ header: header ?? null }),
  ],
  [/^CRA((?:[0-9A-FX]{3}|[0-9A-FX]{8}))$/, ([, receive]) => set({ receive: receive ?? null })],
  [/^(?:CRA|AR)$/, () => set({ receive: null })],
  [/^CS$/, () => says('T:00 R:00')],
  [/^KW$/, () => says('1:08 2:08')],
  // Accepted, and without a meaning for a car that is not there.
  [
    /^(?:AL|NL|M[01]|FE|BI|SI|FI|V[01]|CFC[01]|CEA(?:[0-9A-F]{2})?|CP[0-9A-F]{2}|C[FM](?:[0-9A-F]{3}|[0-9A-F]{8})|KW[01]|IIA[0-9A-F]{2}|S[RW][0-9A-F]{2}|TA[0-9A-F]{2}|WM[0-9A-F]{2,12}|IB(?:10|12|15|48|96)|IFR[0-2HS]|FCS[HD][0-9A-F]{1,10}|FCSM[012]|CV[0-9A-F]{4}|BR[DT][0-9A-F]{2}|PP(?:[0-9A-F]{2}(?:ON|OFF|SV[0-9A-F]{2})|FF(?:ON|OFF))|SS|JE|JS|JHF[01]|JTM[15]|RA[0-9A-F]{2})$/,
    () => set({}),
  ],
];

/** What `AT` + `command` (upper case, no spaces) does. */
export function runAtCommand(command: string, context: Context): AtAnswer | undefined {
  for (const [pattern, run] of COMMANDS) {
    const match = pattern.exec(command);
    if (match) return run(match, context);
  }
  return undefined;
}

/** `ATSP` is kept over a restart, `ATTP` is not. */
function protocol(isAutomatic: boolean, digit: string, isKept: boolean): AtAnswer {
  const number = Number.parseInt(digit, 16);
  const changes = { protocol: number, isAutomatic: isAutomatic || number === 0, connected: null };
  return { kind: 'says', text: 'OK', set: changes, isKept };
}

function numberOf({ protocol: wanted, connected, isAutomatic }: Settings): string {
  const number = (connected ?? wanted).toString(16).toUpperCase();
  return isAutomatic ? `A${number}` : number;
}

function nameOf({ protocol: wanted, connected, isAutomatic }: Settings): string {
  const name = BUSES[connected ?? wanted]?.name;
  if (name === undefined) return 'AUTO';
  return isAutomatic ? `AUTO, ${name}` : name;
}
