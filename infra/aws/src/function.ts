import { Duration } from 'aws-cdk-lib';
import { PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Architecture, type Code, Function, Runtime } from 'aws-cdk-lib/aws-lambda';
import type { Construct } from 'constructs';
import { addLogGroup } from './logs.ts';
import type { Rights, Thing } from './rights.ts';

type Parts = {
  readonly code: Code;
  readonly description: string;
  readonly memoryMiB: number;
  readonly timeout: Duration;
  readonly environment?: Readonly<Record<string, string>>;
  readonly rights: Rights;
  /** ARNs of what the rights are about; the logs are its own. */
  readonly things: Readonly<Partial<Record<Exclude<Thing, 'logs'>, string>>>;
};

/** A function with a role and a log of its own, and exactly the rights it is given. */
export function addFunction(scope: Construct, id: string, parts: Parts): Function {
  const { code, description, memoryMiB, timeout, environment = {}, rights, things } = parts;
  const logGroup = addLogGroup(scope, `${id}Logs`);
  const role = new Role(scope, `${id}Role`, {
    assumedBy: new ServicePrincipal('lambda.amazonaws.com'),
    description: `What ${description} may do`,
  });
  const arns = { ...things, logs: logGroup.logGroupArn };
  for (const [thing, actions] of Object.entries(rights) as [Thing, readonly string[]][]) {
    const arn = arns[thing];
    if (arn === undefined) throw new Error(`${id} has rights about no ${thing}`);
    role.addToPolicy(new PolicyStatement({ actions: [...actions], resources: [arn] }));
  }
  return new Function(scope, id, {
    runtime: Runtime.NODEJS_24_X,
    architecture: Architecture.ARM_64,
    handler: 'index.handler',
    code,
    description,
    memorySize: memoryMiB,
    timeout,
    environment,
    role,
    logGroup,
  });
}
