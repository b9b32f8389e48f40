import { PublishCommand, SNSClient } from '@aws-sdk/client-sns';
import { type Sms, SmsError } from './sms.ts';

const TIMEOUT_MS = 10_000;

/** Amazon SNS: `sns://region`, or `sns://key:secret@region?endpoint=…`; without a key as the AWS SDK finds one. */
export function openSns(address: URL): Sms {
  const endpoint = address.searchParams.get('endpoint');
  const accessKeyId = decodeURIComponent(address.username);
  const secretAccessKey = decodeURIComponent(address.password);
  const client = new SNSClient({
    region: address.hostname,
    maxAttempts: 2,
    ...(endpoint !== null && { endpoint }),
    ...(accessKeyId !== '' && { credentials: { accessKeyId, secretAccessKey } }),
  });
  return {
    send: async ({ to, text }) => {
      const command = new PublishCommand({
        PhoneNumber: to,
        Message: text,
        MessageAttributes: {
          'AWS.SNS.SMS.SMSType': { DataType: 'String', StringValue: 'Transactional' },
        },
      });
      const abortSignal = AbortSignal.timeout(TIMEOUT_MS);
      await client.send(command, { abortSignal }).catch((cause: unknown) => {
        throw new SmsError('Amazon SNS did not take a text message', { cause });
      });
    },
    close: () => client.destroy(),
  };
}
