import { isLoopback } from '../config.ts';
import { type Sms, SmsError } from './sms.ts';

const TIMEOUT_MS = 10_000;

/**
 * Twilio's way, which others speak, too: a form to `/2010-04-01/Accounts/<account>/Messages.json` with Basic
 * authentication. `twilio://account:token@api.twilio.com?from=+1…`
 */
export function openTwilio(address: URL): Sms {
  const account = decodeURIComponent(address.username);
  const token = decodeURIComponent(address.password);
  const scheme = isLoopback(address.hostname) ? 'http' : 'https';
  const path = `/2010-04-01/Accounts/${encodeURIComponent(account)}/Messages.json`;
  const url = `${scheme}://${address.host}${path}`;
  const authorization = `Basic ${Buffer.from(`${account}:${token}`).toString('base64')}`;
  const from = numberOf(address);
  return {
    send: async ({ to, text }) => {
      const response = await fetch(url, {
        method: 'POST',
        headers: { authorization },
        body: new URLSearchParams({ To: to, From: from, Body: text }),
        redirect: 'error',
        signal: AbortSignal.timeout(TIMEOUT_MS),
      }).catch((cause: unknown) => {
        throw new SmsError('The provider of text messages does not answer', { cause });
      });
      await response.body?.cancel();
      if (!response.ok)
        throw new SmsError(`The provider of text messages answered ${response.status}`);
    },
    close: () => undefined,
  };
}

/** A `+` that nobody escaped reads as a blank. */
function numberOf(address: URL): string {
  return (address.searchParams.get('from') ?? '').trim().replace(/^(?=\d)/, '+');
}
