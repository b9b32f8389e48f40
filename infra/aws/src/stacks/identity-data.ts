import { type App, RemovalPolicy } from 'aws-cdk-lib';
import { AttributeType, BillingMode, Table, TableEncryption } from 'aws-cdk-lib/aws-dynamodb';
import type { Settings } from '../settings.ts';
import { addStack } from '../stack.ts';

/** The one table of accounts. Its keys and the attribute of its time to live are those of the product's store. */
export function addIdentityData(app: App, settings: Settings): { readonly table: Table } {
  const stack = addStack(app, settings, 'Data', { description: 'table of accounts', isKept: true });
  const table = new Table(stack, 'Table', {
    partitionKey: { name: 'pk', type: AttributeType.STRING },
    sortKey: { name: 'sk', type: AttributeType.STRING },
    timeToLiveAttribute: 'ttl',
    billingMode: BillingMode.PAY_PER_REQUEST,
    encryption: TableEncryption.AWS_MANAGED,
    pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
    deletionProtection: true,
    removalPolicy: RemovalPolicy.RETAIN,
  });
  return { table };
}
