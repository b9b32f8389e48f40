import { Validations } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';

/** Rules that a construct breaks on purpose, each with why. The test counts them. */
export function acknowledge(
  construct: IConstruct,
  reasons: Readonly<Record<string, string>>,
): void {
  Validations.of(construct).acknowledge(
    ...Object.entries(reasons).map(([id, reason]) => ({ id, reason })),
  );
}
