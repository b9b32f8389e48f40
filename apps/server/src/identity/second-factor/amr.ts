/** How somebody showed who they are, besides the first way: words of RFC 8176 where there are some, else ours. */
export type ShownFactor = 'otp' | 'recovery' | 'hwk' | 'mail' | 'sms';

/** A passkey that checked who holds it, by a finger or a PIN, is two factors by itself. */
export const VERIFIED_PASSKEY = ['hwk', 'user', 'mfa'] as const;
export const PASSKEY = ['hwk'] as const;

/** What reads the mailbox of a person shows one factor, however often. */
const SAME: Readonly<Partial<Record<ShownFactor, string>>> = { mail: 'magic', hwk: 'hwk' };

/** How somebody signed in, who has now shown another factor; `mfa` once there are two different ones. */
export function withFactor(amr: readonly string[], factor: ShownFactor): readonly string[] {
  const isSecond = !amr.some((one) => one === SAME[factor]);
  return [...new Set([...amr, factor, ...(isSecond ? ['mfa'] : [])])];
}

/**
 * Whether a sign-in is good enough to administer. A ticket was printed on the machine itself: whoever read it could
 * read everything else there, too.
 */
export function hasTwoFactors(amr: readonly string[]): boolean {
  return amr.includes('mfa') || amr.includes('ticket');
}
