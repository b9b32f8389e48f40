import { AppError } from '../errors.ts';

/**
 * Refuses passwords that guessing programs try first: those seen in breaches, as they are or with digits and marks put
 * around or in place of letters; single patterns; and what is made of the person's own name or address. Offline: the
 * list comes with the server and is read at the first new password.
 */
const LEAST = 10;
const LEAST_OWN = 6;
const LEAST_WORD = 4;
const LETTERS: Readonly<Record<string, string>> = {
  '0': 'o',
  '1': 'i',
  '3': 'e',
  '4': 'a',
  '5': 's',
  '7': 't',
  '@': 'a',
  $: 's',
  '!': 'i',
};

export type Person = { readonly name: string; readonly email: string };

let common: Promise<ReadonlySet<string>> | undefined;

async function readCommon(): Promise<ReadonlySet<string>> {
  const { dictionary } = await import('@zxcvbn-ts/language-common');
  return new Set(dictionary['passwords-common'].map((word) => word.toLowerCase()));
}

/** Throws `password_refused` with the reason. */
export async function refuseWeakPassword(password: string, person: Person): Promise<void> {
  const text = password.normalize('NFKC').toLowerCase();
  common ??= readCommon();
  const reason = refusalOf(text, await common, person);
  if (reason) throw new AppError('password_refused', REASONS[reason], { members: { reason } });
}

const REASONS = {
  short: `A password has at least ${LEAST} characters`,
  common: 'This password, or one like it, is known from breaches; choose another one',
  pattern: 'This password is a pattern that is guessed at once; choose another one',
  own: 'This password is made of your name or your address; choose another one',
} as const;

function refusalOf(
  text: string,
  words: ReadonlySet<string>,
  person: Person,
): keyof typeof REASONS | undefined {
  if ([...text].length < LEAST) return 'short';
  if (isPattern(text)) return 'pattern';
  if (isCommon(text, words)) return 'common';
  return isOwn(text, person) ? 'own' : undefined;
}

function isCommon(text: string, words: ReadonlySet<string>): boolean {
  const plain = [...text].map((letter) => LETTERS[letter] ?? letter).join('');
  return [text, plain].some((form) => {
    const core = form.replaceAll(/^[^\p{L}]+|[^\p{L}]+$/gu, '');
    const isWord = core.length >= LEAST_WORD && words.has(core);
    return words.has(form) || isWord || isTwice(core, words);
  });
}

/** The same common word twice. */
function isTwice(core: string, words: ReadonlySet<string>): boolean {
  const half = core.slice(0, core.length / 2);
  return half.length >= LEAST_WORD && half + half === core && words.has(half);
}

/** One character or a few over and over, or a run such as 1234567890 or lkjihgfedcb. */
function isPattern(text: string): boolean {
  for (const length of [1, 2, 3]) if (text.slice(0, -length) === text.slice(length)) return true;
  const codes = [...text].map((letter) => letter.codePointAt(0) ?? 0);
  const steps = codes.slice(1).map((code, i) => code - (codes[i] ?? 0));
  return (
    steps.filter((step) => step === 1).length >= steps.length - 1 ||
    steps.filter((step) => step === -1).length >= steps.length - 1
  );
}

function isOwn(text: string, { name, email }: Person): boolean {
  const [local = '', domain = ''] = email.toLowerCase().split('@');
  const parts = [
    name.replaceAll(/\s+/g, ''),
    local,
    domain.split('.')[0] ?? '',
    'outlap',
    ...name.split(/\s+/),
    ...local.split(/[.\-_+]/),
  ];
  const own = parts
    .map((part) => part.normalize('NFKC').toLowerCase())
    .filter((part) => part.length >= LEAST_WORD);
  const rest = own.reduce((left, part) => left.replaceAll(part, ''), text);
  return rest !== text && rest.length < LEAST_OWN;
}
