import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';

/** The value of one secret of AWS Secrets Manager, kept for a while. */
export type SecretValue = {
  /** Asks again once what is kept is older than a while; while nobody answers, what is kept stays. */
  readonly get: () => Promise<string>;
};

/** A new secret stands in second place of the list for longer than this before it is used. */
const KEPT_MS = 300_000;
/** After a question that nobody answered. */
const RETRY_MS = 10_000;

export function openSecretValue(
  arn: string,
  { now, onError }: { readonly now: () => number; readonly onError: (error: unknown) => void },
): SecretValue {
  // arn:aws:secretsmanager:<region>:<account>:secret:<name>
  const region = arn.split(':')[3] ?? '';
  const client = new SecretsManagerClient({ ...(region !== '' && { region }) });
  let kept: { value: string; until: number } | undefined;
  const ask = async (): Promise<string> => {
    const { SecretString } = await client.send(new GetSecretValueCommand({ SecretId: arn }));
    if (!SecretString) throw new Error('The secret of AUTH_SECRET_ARN has no text');
    return SecretString;
  };
  return {
    get: async () => {
      if (kept && kept.until > now()) return kept.value;
      try {
        kept = { value: await ask(), until: now() + KEPT_MS };
      } catch (error) {
        if (!kept) throw error;
        onError(error);
        kept.until = now() + RETRY_MS;
      }
      return kept.value;
    },
  };
}
