import { Validations } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import type { Settings } from './settings.ts';

/** Rules that a construct breaks on purpose, each with why. The test counts them. */
export function acknowledge(
  construct: IConstruct,
  reasons: Readonly<Record<string, string>>,
): void {
  Validations.of(construct).acknowledge(
    ...Object.entries(reasons).map(([id, reason]) => ({ id, reason })),
  );
}

/** How cdk-nag names the objects of the bucket in another stack. */
export function allObjectsOf({ name, region }: Settings): string {
  const output = 'PublishOutputFnGetAttObjectsA92BA4F1Arn29ADCC75';
  const reference = { StackName: `${name}-Data`, Region: region, OutputName: output };
  return `AwsSolutions-IAM5[Resource::${JSON.stringify({ 'Fn::GetStackOutput': reference })}/*]`;
}
