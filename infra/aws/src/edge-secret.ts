import { RemovalPolicy, SecretValue, type Stack } from 'aws-cdk-lib';
import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import { acknowledge } from './acknowledged.ts';
import type { Settings } from './settings.ts';
import { GLOBAL_REGION } from './stack.ts';

export const EDGE_HEADER = 'x-outlap-edge';

/** Known to CloudFront and to what it asks, to nobody else; in both of their regions under this name. */
function edgeSecretName({ name }: Settings): string {
  return `${name}/edge`.toLowerCase();
}

/** By which what CloudFront asks, in the home region, knows it. */
export function addEdgeSecret(stack: Stack, settings: Settings): Secret {
  const isElsewhere = settings.region !== GLOBAL_REGION;
  const secret = new Secret(stack, 'EdgeSecret', {
    secretName: edgeSecretName(settings),
    description: 'By which it is known that CloudFront asks',
    generateSecretString: { passwordLength: 48, excludePunctuation: true },
    ...(isElsewhere && { replicaRegions: [{ region: GLOBAL_REGION }] }),
    removalPolicy: RemovalPolicy.DESTROY,
  });
  acknowledge(secret, {
    'AwsSolutions-SMG4':
      'It is written into the settings of CloudFront and of what it asks, which a rotation would not reach. A new one comes with a deployment of both.',
  });
  return secret;
}

/** What CloudFront adds to each of its requests. A header of that name which a visitor sent is replaced. */
export function edgeHeaders(settings: Settings): Record<string, string> {
  const secret = SecretValue.secretsManager(edgeSecretName(settings));
  return { [EDGE_HEADER]: secret.unsafeUnwrap() };
}
