import { createHash } from 'node:crypto';

export type ConsentKind = 'terms' | 'privacy' | 'support-access';

/** Words that people agree to. Whoever changes them gives them another version: consents name version and hash. */
const TEXTS = [
  {
    kind: 'terms',
    version: '2026-1',
    title: 'Terms of use',
    text: `This server records drives that you, or programs with your keys, send to it, and shows them to you and to those you share them with.
What you record is yours. You may take all of it with you, and remove it, at any time.
Send only what you may send, and do not disturb others: who does may be locked out, with a reason.
Those who run this server keep it up as well as they can, without a promise. Never let a screen distract you while you drive on a public road.`,
  },
  {
    kind: 'privacy',
    version: '2026-1',
    title: 'What is kept about you',
    text: `Kept are: your account (name, e-mail address, how you sign in), your login sessions with their network addresses and devices, your keys without their secrets, the drives, laps, files, alerts and rules that you make, your teams, what you agreed to, and a log of what was done with your account.
Drives of a real car may hold places and times: they show where you were. Nobody sees them but you, the teams and the holders of links you share them with, and those who run this server.
It is kept as long as your account is. You can download everything as one file, and delete the account; 14 days later it is removed, from backups when they are restored. The log of what was done stays, with an id in place of your name, for as long as those who run this server must be able to explain what happened.`,
  },
  {
    kind: 'support-access',
    version: '2026-1',
    title: 'Letting support act as you',
    text: `You let an owner of this server sign in as you for the hours you choose, so that they can see what you see and help.
They see your drives, laps, alerts and teams, and may change those. They do not see or change your password, second factors, keys or e-mail address, cannot download your data, and cannot delete your account.
Each time they give a reason, you get a mail, a banner is shown, it ends after an hour at most, and everything they do is logged with both names. You can take this back at any time; then it ends at once.`,
  },
] as const satisfies readonly {
  kind: ConsentKind;
  version: string;
  title: string;
  text: string;
}[];

export type Text = (typeof TEXTS)[number] & { readonly hash: string };

/** The texts as they are now. */
export const CONSENT_TEXTS: readonly Text[] = TEXTS.map((text) => ({
  ...text,
  hash: createHash('sha256').update(text.text).digest('hex'),
}));

export function textOf(kind: ConsentKind): Text {
  const found = CONSENT_TEXTS.find((text) => text.kind === kind);
  if (!found) throw new Error(`There is no text ${kind}`);
  return found;
}
