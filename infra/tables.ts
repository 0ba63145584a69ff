import { RemovalPolicy, Validations } from 'aws-cdk-lib';
import { AttributeType, BillingMode, Table, type TableProps } from 'aws-cdk-lib/aws-dynamodb';
import { Construct } from 'constructs';
import type { Capacity, Settings } from '#infra/settings.ts';

/** Of what is provisioned, so much is in use before there is more of it. */
const USED_PERCENT = 70;

/** A region's two tables: the records of everything, and the index of postings. */
export class Tables extends Construct {
  readonly all: readonly Table[];

  constructor(scope: Construct, id: string, settings: Settings) {
    super(scope, id);
    const { names, capacity } = settings;
    // Plain regional tables, not TableV2, which is a global table: those replicate late and take no
    // part in transactions over regions.
    const kept: Omit<TableProps, 'partitionKey'> = {
      ...throughputOf(capacity),
      pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: settings.pointInTimeRecovery },
      deletionProtection: settings.deletionProtection,
      removalPolicy: settings.destroyData ? RemovalPolicy.DESTROY : RemovalPolicy.RETAIN,
    };
    const records = new Table(this, 'Records', {
      ...kept,
      tableName: names.recordsTable,
      partitionKey: { name: 'pk', type: AttributeType.STRING },
      sortKey: { name: 'sk', type: AttributeType.STRING },
      timeToLiveAttribute: 'expires',
    });
    const index = new Table(this, 'Index', {
      ...kept,
      tableName: names.indexTable,
      partitionKey: { name: 'pk', type: AttributeType.STRING },
    });
    this.all = [records, index];
    for (const table of this.all) {
      if (capacity.mode === 'provisioned') follow(table, capacity);
      if (!settings.pointInTimeRecovery)
        Validations.of(table).acknowledge({
          id: 'AwsSolutions-DDB3',
          reason: 'The deployer turned point-in-time recovery off (context "pointInTimeRecovery").',
        });
    }
  }
}

function throughputOf(capacity: Capacity): Partial<TableProps> {
  if (capacity.mode === 'provisioned') {
    const { reads, writes } = capacity;
    return {
      billingMode: BillingMode.PROVISIONED,
      readCapacity: reads.least,
      writeCapacity: writes.least,
    };
  }
  const { warm } = capacity;
  return {
    billingMode: BillingMode.PAY_PER_REQUEST,
    ...(warm && { warmThroughput: { readUnitsPerSecond: warm.reads, writeUnitsPerSecond: warm.writes } }),
  };
}

/** What the table could serve follows what is asked of it. */
function follow(table: Table, { reads, writes }: Extract<Capacity, { mode: 'provisioned' }>): void {
  table
    .autoScaleReadCapacity({ minCapacity: reads.least, maxCapacity: reads.most })
    .scaleOnUtilization({ targetUtilizationPercent: USED_PERCENT });
  table
    .autoScaleWriteCapacity({ minCapacity: writes.least, maxCapacity: writes.most })
    .scaleOnUtilization({ targetUtilizationPercent: USED_PERCENT });
}
