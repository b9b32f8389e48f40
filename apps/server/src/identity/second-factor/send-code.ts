import type { Sms } from '../../sms/sms.ts';
import type { IdentityMail } from '../mail/texts.ts';
import type { IdentityStore } from '../store/store.ts';
import type { CodeChannel } from './factors.ts';

/** Sends a code to a person, where they said it may go. */
export type SendCode = (userId: string, channel: CodeChannel, code: string) => Promise<void>;

type Parts = {
  readonly store: IdentityStore;
  readonly sms: Sms;
  readonly sendMail: (mail: IdentityMail) => Promise<void>;
};

export function openSendCode({ store, sms, sendMail }: Parts): SendCode {
  return async (userId, channel, code) => {
    const user = await store.findOne('user', [{ field: 'id', value: userId }]);
    if (!user) return;
    if (channel === 'mail') return sendMail({ to: String(user['email']), kind: 'code', code });
    const to = user['phoneNumber'];
    if (typeof to === 'string') await sms.send({ to, text: codeText(code) });
  };
}

export function codeText(code: string): string {
  return `${code} is your Outlap code. It is good once, for a few minutes. Tell it to nobody.`;
}
