import { RemovalPolicy, Stack, Validations } from 'aws-cdk-lib';
import { AttributeType, BillingMode, type ITable, Table, type TableProps } from 'aws-cdk-lib/aws-dynamodb';
import { Construct } from 'constructs';
import type { Capacity, Settings } from '#infra/settings.ts';

/** Of what is provisioned, so much is in use before there is more of it. */
const USED_PERCENT = 70;

/** A table as far as it is watched. */
export type Measured = Pick<ITable, 'metric'>;

/** A region's two tables: the records of everything, and the index of postings. */
export class Tables extends Construct {
  readonly all: readonly Measured[];

  constructor(scope: Construct, id: string, settings: Settings) {
    super(scope, id);
    const { names } = settings;
    const restored = names.restored[Stack.of(this).region] ?? {};
    this.all = [
      this.#table('Records', restored.records, settings, {
        tableName: names.recordsTable,
        partitionKey: { name: 'pk', type: AttributeType.STRING },
        sortKey: { name: 'sk', type: AttributeType.STRING },
        timeToLiveAttribute: 'expires',
      }),
      this.#table('Index', restored.index, settings, {
        tableName: names.indexTable,
        partitionKey: { name: 'pk', type: AttributeType.STRING },
      }),
    ];
  }

  /** One that was restored is there already: it is used as it is, and the one it replaces is kept, outside the stack. */
  #table(id: string, restored: string | undefined, settings: Settings, props: TableProps): Measured {
    if (restored !== undefined) return Table.fromTableName(this, id, restored);
    const { capacity, pointInTimeRecovery, deletionProtection, destroyData } = settings;
    // Plain regional tables, not TableV2, which is a global table: those replicate late and take no
    // part in transactions over regions.
    const table = new Table(this, id, {
      ...props,
      ...throughputOf(capacity),
      pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: pointInTimeRecovery },
      deletionProtection,
      removalPolicy: destroyData ? RemovalPolicy.DESTROY : RemovalPolicy.RETAIN,
    });
    if (capacity.mode === 'provisioned') follow(table, capacity);
    if (!pointInTimeRecovery)
      Validations.of(table).acknowledge({
        id: 'AwsSolutions-DDB3',
        reason: 'The deployer turned point-in-time recovery off (context "pointInTimeRecovery").',
      });
    return table;
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
