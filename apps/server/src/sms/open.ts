import type { Logger } from 'pino';
import type { Sms } from './sms.ts';

/** The provider that SMS_URL names, loaded at the first message; without one, messages go to the log. */
export function openSms(url: string, log: Logger): Sms {
  if (url === '')
    return {
      send: async ({ to, text }) =>
        log.info({ to, text }, 'There is no provider of text messages (SMS_URL)'),
      close: () => undefined,
    };
  const address = new URL(url);
  const load = async (): Promise<Sms> =>
    address.protocol === 'sns:'
      ? (await import('./sns.ts')).openSns(address)
      : (await import('./twilio.ts')).openTwilio(address);
  let loading: Promise<Sms> | undefined;
  return {
    send: async (message) => (await (loading ??= load())).send(message),
    close: () => void loading?.then((sms) => sms.close()),
  };
}
