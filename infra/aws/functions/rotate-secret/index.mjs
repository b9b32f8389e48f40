// Turns AUTH_SECRET for Secrets Manager. The value is a list separated by commas, of which the product uses the first
// and understands all. A new secret waits in second place until the next turn: by then every server and function has
// read it, so that none meets a signature it does not know. None is ever dropped: what is encrypted at rest stays readable.
import { randomBytes } from 'node:crypto';

const SECRET_BYTES = 36;

/** The list after one more turn: the one that waited comes first, a new one waits. */
export function turned(value, fresh) {
  const [first, waiting, ...older] = value.split(',').filter((one) => one !== '');
  if (first === undefined) throw new Error('The secret is empty');
  return [...(waiting === undefined ? [first, fresh] : [waiting, fresh, first]), ...older].join(
    ',',
  );
}

/** `manager` is AWS Secrets Manager. */
export function handlerOf(manager) {
  const steps = {
    createSecret: async (SecretId, ClientRequestToken) => {
      if (await hasPending(manager, SecretId, ClientRequestToken)) return;
      const { SecretString: value = '' } = await manager.getSecretValue({
        SecretId,
        VersionStage: 'AWSCURRENT',
      });
      const fresh = randomBytes(SECRET_BYTES).toString('base64url');
      await manager.putSecretValue({
        SecretId,
        ClientRequestToken,
        SecretString: turned(value, fresh),
        VersionStages: ['AWSPENDING'],
      });
    },
    // There is nobody to tell: who uses the secret reads it.
    setSecret: async () => undefined,
    testSecret: async (SecretId, VersionId) => {
      const { SecretString: value = '' } = await manager.getSecretValue({
        SecretId,
        VersionId,
        VersionStage: 'AWSPENDING',
      });
      if (!value.split(',').every((one) => one.length >= 32))
        throw new Error('A secret of the list is shorter than 32 characters');
    },
    finishSecret: async (SecretId, version) => {
      const { VersionIdsToStages: stages = {} } = await manager.describeSecret({ SecretId });
      const current = Object.keys(stages).find((id) => stages[id].includes('AWSCURRENT'));
      if (current === version) return;
      await manager.updateSecretVersionStage({
        SecretId,
        VersionStage: 'AWSCURRENT',
        MoveToVersionId: version,
        RemoveFromVersionId: current,
      });
    },
  };
  return async ({ Step, SecretId, ClientRequestToken }) => {
    const step = steps[Step];
    if (!step) throw new Error(`There is no step ${Step}`);
    await step(SecretId, ClientRequestToken);
  };
}

async function hasPending(manager, SecretId, version) {
  const { VersionIdsToStages: stages = {} } = await manager.describeSecret({ SecretId });
  // Secrets Manager makes the version first, without a value.
  if (!stages[version]?.includes('AWSPENDING')) return false;
  try {
    await manager.getSecretValue({ SecretId, VersionId: version, VersionStage: 'AWSPENDING' });
    return true;
  } catch (error) {
    if (error.name === 'ResourceNotFoundException') return false;
    throw error;
  }
}

export async function handler(event) {
  // What Lambda's runtime brings.
  const { SecretsManager } = await import('@aws-sdk/client-secrets-manager');
  return handlerOf(new SecretsManager({}))(event);
}
