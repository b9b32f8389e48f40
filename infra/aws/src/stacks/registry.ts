import { type App, CfnOutput, RemovalPolicy } from 'aws-cdk-lib';
import { Repository, RepositoryEncryption, TagMutability } from 'aws-cdk-lib/aws-ecr';
import type { Settings } from '../settings.ts';
import { addStack } from '../stack.ts';
import type { Base } from './base.ts';

const KEPT_IMAGES = 50;

/** Images of the server. A tag never moves; what runs is named by its digest. */
export function addRegistry(app: App, settings: Settings, base: Base): Repository {
  const stack = addStack(app, settings, 'Registry', { description: 'images', isKept: true });
  const repository = new Repository(stack, 'Repository', {
    repositoryName: `${settings.name}/server`.toLowerCase(),
    imageScanOnPush: true,
    imageTagMutability: TagMutability.IMMUTABLE,
    encryption: RepositoryEncryption.KMS,
    encryptionKey: base.keyIn(stack),
    lifecycleRules: [{ maxImageCount: KEPT_IMAGES }],
    removalPolicy: RemovalPolicy.RETAIN,
  });
  new CfnOutput(stack, 'RepositoryUri', { value: repository.repositoryUri });
  return repository;
}
