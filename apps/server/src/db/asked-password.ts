import pg from 'pg';

/** What a password is asked for with, each time a connection is opened. */
export type AskPassword = () => Promise<string>;

/** New passwords come by themselves: a connection that is refused meanwhile is opened again by who wanted it. */
const KEPT_MS = 15_000;

/** The password in a secret of AWS Secrets Manager, as RDS keeps and rotates it: {"username", "password"}. */
export function passwordOfSecret(arn: string): AskPassword {
  // arn:aws:secretsmanager:<region>:<account>:secret:<name>
  const region = arn.split(':')[3] ?? '';
  let kept: { readonly password: Promise<string>; readonly until: number } | undefined;
  const ask = async (): Promise<string> => {
    const { GetSecretValueCommand, SecretsManagerClient } =
      await import('@aws-sdk/client-secrets-manager');
    const client = new SecretsManagerClient({ ...(region !== '' && { region }) });
    try {
      const { SecretString = '{}' } = await client.send(
        new GetSecretValueCommand({ SecretId: arn }),
      );
      const { password } = JSON.parse(SecretString) as { password?: unknown };
      if (typeof password !== 'string')
        throw new Error('The secret of DATABASE_SECRET_ARN has no password');
      return password;
    } finally {
      client.destroy();
    }
  };
  return async () => {
    if (!kept || kept.until <= performance.now()) {
      const password = ask();
      kept = { password, until: performance.now() + KEPT_MS };
      password.catch(() => (kept = undefined));
    }
    return kept.password;
  };
}

/** Connections that ask for their password; what a URL says goes before it in node-postgres, also where it says nothing. */
export function clientAsking(ask: AskPassword): typeof pg.Client {
  return class extends pg.Client {
    constructor(config?: string | pg.ClientConfig) {
      super(config);
      Object.assign(this, { password: ask });
    }
  };
}
