import { Duration, RemovalPolicy } from 'aws-cdk-lib';
import { ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { Code } from 'aws-cdk-lib/aws-lambda';
import { CfnRotationSchedule, Secret } from 'aws-cdk-lib/aws-secretsmanager';
import type { Construct } from 'constructs';
import { join } from 'node:path';
import { addFunction } from './function.ts';
import { KEY, RIGHTS } from './rights.ts';

const EVERY_DAYS = 90;
const LENGTH = 48;

/** AUTH_SECRET of the product, and what turns it: see functions/rotate-secret. */
export function addAuthSecret(scope: Construct, key?: IKey): Secret {
  const secret = new Secret(scope, 'AuthSecret', {
    description: 'AUTH_SECRET of Outlap: the first is used, all are understood',
    ...(key && { encryptionKey: key }),
    generateSecretString: { passwordLength: LENGTH, excludePunctuation: true },
    removalPolicy: RemovalPolicy.RETAIN,
  });
  const turn = addFunction(scope, 'RotateSecret', {
    code: Code.fromAsset(join(import.meta.dirname, '..', 'functions', 'rotate-secret')),
    description: 'rotation of AUTH_SECRET',
    memoryMiB: 256,
    timeout: Duration.seconds(60),
    rights: { ...RIGHTS['rotate-secret'], ...(key && { key: KEY }) },
    things: { secret: secret.secretArn, ...(key && { key: key.keyArn }) },
  });
  turn.addPermission('SecretsManager', {
    principal: new ServicePrincipal('secretsmanager.amazonaws.com'),
    sourceArn: secret.secretArn,
  });
  const schedule = new CfnRotationSchedule(scope, 'AuthSecretRotation', {
    secretId: secret.secretArn,
    rotationLambdaArn: turn.functionArn,
    rotationRules: { automaticallyAfterDays: EVERY_DAYS },
    rotateImmediatelyOnUpdate: false,
  });
  schedule.node.addDependency(turn);
  return secret;
}
