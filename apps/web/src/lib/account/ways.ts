const WORDS: Readonly<Record<string, string>> = {
  pwd: 'password',
  password: 'password',
  ticket: 'ticket of this machine',
  magic: 'mailed link',
  'magic-link': 'mailed link',
  social: 'account elsewhere',
  google: 'Google',
  facebook: 'Facebook',
  sso: 'sign-on of a team',
  passkey: 'passkey',
  hwk: 'passkey',
  otp: 'code',
  totp: 'authenticator app',
  code: 'code',
  recovery: 'recovery code',
  device: 'device code',
  mfa: '',
};

/** How somebody signed in, in words: `password + authenticator app`. */
export function describeWays(amr: readonly string[]): string {
  const words = amr.map((way) => WORDS[way] ?? way).filter(Boolean);
  return [...new Set(words)].join(' + ');
}
