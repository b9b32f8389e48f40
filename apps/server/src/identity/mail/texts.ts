/** A mail about an account. The texts are in one place, so that they say the same in the same words. */
export type IdentityMail = {
  readonly to: string;
} & (
  | { readonly kind: 'verify'; readonly name: string; readonly token: string }
  | { readonly kind: 'reset'; readonly name: string; readonly token: string }
  | { readonly kind: 'set-password'; readonly name: string; readonly token: string }
  | { readonly kind: 'existing-account'; readonly name: string }
  | { readonly kind: 'change-email'; readonly name: string; readonly token: string }
  | { readonly kind: 'email-changed'; readonly name: string; readonly newAddress: string }
  | { readonly kind: 'password-changed'; readonly name: string; readonly address: string }
  | {
      readonly kind: 'new-device';
      readonly device: string;
      readonly address: string;
      readonly at: string;
    }
  | {
      readonly kind: 'invitation';
      readonly team: string;
      readonly inviter: string;
      readonly token: string;
    }
  | { readonly kind: 'magic-link'; readonly token: string }
  | { readonly kind: 'code'; readonly code: string }
  /** Something that was done, without a link that is good to anybody. */
  | {
      readonly kind: 'notice';
      readonly name: string;
      readonly subject: string;
      readonly lines: readonly string[];
    }
);

/** The link in a mail; undefined where there is none. The token is behind `#`: no server on the way logs it. */
export function linkOf(mail: IdentityMail, publicUrl: string): string | undefined {
  switch (mail.kind) {
    case 'verify':
      return `${publicUrl}/verify-email#token=${mail.token}`;
    case 'change-email':
      return `${publicUrl}/verify-email#token=${mail.token}`;
    case 'reset':
    case 'set-password':
      return `${publicUrl}/reset-password#token=${mail.token}`;
    case 'invitation':
      return `${publicUrl}/invitation#token=${mail.token}`;
    case 'magic-link':
      return `${publicUrl}/magic-link#token=${mail.token}`;
    default:
      return undefined;
  }
}

type Text = { readonly subject: string; readonly text: string };

export function composeIdentityMail(mail: IdentityMail, publicUrl: string): Text {
  const { subject, lines } =
    mail.kind === 'notice'
      ? { subject: oneLine(mail.subject), lines: [`Hello ${mail.name},`, '', ...mail.lines] }
      : partsOf(mail, linkOf(mail, publicUrl) ?? '', publicUrl);
  return { subject, text: `${[...lines, '', `Outlap, ${publicUrl}`].map(oneLine).join('\n')}\n` };
}

const IGNORE = 'If this was not you, there is nothing to do: without this mail nothing changes.';

function partsOf(
  mail: Exclude<IdentityMail, { kind: 'notice' }>,
  link: string,
  publicUrl: string,
): { subject: string; lines: string[] } {
  switch (mail.kind) {
    case 'verify':
      return {
        subject: 'Confirm your e-mail address',
        lines: [
          `Hello ${mail.name},`,
          '',
          'open this link within a day to confirm your address:',
          link,
          '',
          IGNORE,
        ],
      };
    case 'reset':
      return {
        subject: 'Choose a new password',
        lines: [
          `Hello ${mail.name},`,
          '',
          'open this link within an hour to choose a new password:',
          link,
          '',
          IGNORE,
        ],
      };
    case 'set-password':
      return {
        subject: 'Choose your password',
        lines: [
          `Hello ${mail.name},`,
          '',
          'an account was made for you. Open this link within three days to choose your password:',
          link,
        ],
      };
    case 'existing-account':
      return {
        subject: 'You already have an account',
        lines: [
          `Hello ${mail.name},`,
          '',
          'somebody, perhaps you, wanted to make an account with this address, which has one already.',
          `Sign in at ${publicUrl}/sign-in, or choose a new password there if you forgot it.`,
          '',
          IGNORE,
        ],
      };
    case 'change-email':
      return {
        subject: 'Confirm your new e-mail address',
        lines: [
          `Hello ${mail.name},`,
          '',
          'open this link within a day to use this address from now on:',
          link,
          '',
          IGNORE,
        ],
      };
    case 'email-changed':
      return {
        subject: 'Your e-mail address was changed',
        lines: [
          `Hello ${mail.name},`,
          '',
          `your account now uses the address ${mail.newAddress}. Nothing more is mailed to this one.`,
          'If this was not you, tell the people who run this server.',
        ],
      };
    case 'password-changed':
      return {
        subject: 'Your password was changed',
        lines: [
          `Hello ${mail.name},`,
          '',
          `your password was changed from the address ${mail.address}; all other devices were signed out.`,
          `If this was not you, choose a new one at once: ${publicUrl}/forgot-password`,
        ],
      };
    case 'new-device':
      return {
        subject: `New sign-in: ${oneLine(mail.device)}`,
        lines: [
          `Somebody signed in to your account with ${mail.device} from ${mail.address}, at ${mail.at}.`,
          '',
          `If this was you, all is well. If not, end that session and change your password: ${publicUrl}/account?part=security`,
        ],
      };
    case 'invitation':
      return {
        subject: `${oneLine(mail.inviter)} invites you to the team ${oneLine(mail.team)}`,
        lines: [
          `Open this link to join the team ${mail.team}, with this address:`,
          link,
          '',
          IGNORE,
        ],
      };
    case 'magic-link':
      return {
        subject: 'Your link to sign in',
        lines: [
          'Open this link within ten minutes, on the device that you want to sign in:',
          link,
          '',
          IGNORE,
        ],
      };
    case 'code':
      return {
        subject: 'Your code to sign in',
        lines: [
          `Your code is ${mail.code}. It is good once, for a few minutes. Tell it to nobody.`,
        ],
      };
  }
}

/** Names come from people: none of them may begin a line of its own. */
function oneLine(text: string): string {
  return text.replaceAll(/[\p{Cc}\u2028\u2029]+/gu, ' ');
}
