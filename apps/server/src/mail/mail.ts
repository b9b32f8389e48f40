import type { Config } from '../config.ts';

export type MailMessage = {
  readonly to: string;
  readonly subject: string;
  readonly text: string;
  /** The same for every try, so that the reader's mail program shows a repeated one once. */
  readonly messageId: string;
};

/** The mail server. */
export type Mail = {
  /** Whether there is one; without, mails are kept. */
  readonly configured: boolean;
  /** Returns once the mail server has taken the message. Throws what it refused it with. */
  readonly send: (message: MailMessage) => Promise<void>;
  /** Greets the mail server and signs in. Throws what it says. */
  readonly verify: () => Promise<void>;
  readonly close: () => void;
};

const CONNECT_MS = 10_000;
const SILENT_MS = 20_000;

export function openMail(config: Pick<Config, 'SMTP_URL' | 'MAIL_FROM'>): Mail {
  if (config.SMTP_URL === '')
    return {
      configured: false,
      send: async () => Promise.reject(new Error('There is no mail server (SMTP_URL)')),
      verify: async () => Promise.reject(new Error('There is no mail server (SMTP_URL)')),
      close: () => undefined,
    };
  const connect = async () =>
    (await import('nodemailer')).createTransport({
      url: config.SMTP_URL,
      connectionTimeout: CONNECT_MS,
      greetingTimeout: CONNECT_MS,
      socketTimeout: SILENT_MS,
      dnsTimeout: CONNECT_MS,
      disableFileAccess: true,
      disableUrlAccess: true,
    });
  // Loaded with the first mail: most of what starts sends none.
  let transport: ReturnType<typeof connect> | undefined;
  return {
    configured: true,
    send: async ({ to, subject, text, messageId }) => {
      await (
        await (transport ??= connect())
      ).sendMail({ from: config.MAIL_FROM, to, subject, text, messageId });
    },
    verify: async () => {
      await (await (transport ??= connect())).verify();
    },
    close: () => void transport?.then((opened) => opened.close()),
  };
}
