import { type App, RemovalPolicy } from 'aws-cdk-lib';
import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import { acknowledge } from '../acknowledged.ts';
import { addAuthSecret } from '../auth-secret.ts';
import type { Settings } from '../settings.ts';
import { addStack } from '../stack.ts';
import type { Base } from './base.ts';
import type { Secrets } from './fargate.ts';

/** Apart from the service, so that a new version of it never touches them. */
export function addSecrets(app: App, settings: Settings, base: Base): Secrets {
  const stack = addStack(app, settings, 'Secrets', { description: 'secrets', isKept: true });
  const key = base.keyIn(stack);
  const metrics = new Secret(stack, 'MetricsToken', {
    description: 'METRICS_TOKEN of Outlap',
    encryptionKey: key,
    generateSecretString: { passwordLength: 40, excludePunctuation: true },
    removalPolicy: RemovalPolicy.RETAIN,
  });
  acknowledge(metrics, {
    'AwsSolutions-SMG4': 'Prometheus shows it: a rotation would have to reach its settings, too.',
  });
  return { auth: addAuthSecret(stack, key), metrics };
}
