import { Duration, RemovalPolicy, Stack, Validations } from 'aws-cdk-lib';
import { AttributeType, BillingMode, Table, type TableProps } from 'aws-cdk-lib/aws-dynamodb';
import { Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import {
  BlockPublicAccess,
  Bucket,
  BucketEncryption,
  EventType,
  HttpMethods,
  ObjectOwnership,
} from 'aws-cdk-lib/aws-s3';
import { SqsDestination } from 'aws-cdk-lib/aws-s3-notifications';
import { Construct } from 'constructs';
import { objectsBucketPrefix } from '#infra/arns.ts';
import { indexTable, recordsTable } from '#infra/names.ts';
import type { WorkQueue } from '#infra/queues.ts';
import type { Settings } from '#infra/settings.ts';

interface StorageProps {
  readonly settings: Settings;
  readonly recordings: WorkQueue;
}

/** A region's tables and its bucket of objects. */
export class Storage extends Construct {
  constructor(scope: Construct, id: string, props: StorageProps) {
    super(scope, id);
    this.#declareTables(props.settings);
    this.#declareObjects(props);
  }

  #declareTables(settings: Settings): void {
    // Plain regional tables, not TableV2, which is a global table: those replicate late and take no
    // part in transactions over regions.
    const kept: Omit<TableProps, 'partitionKey'> = {
      billingMode: BillingMode.PAY_PER_REQUEST,
      pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: settings.pointInTimeRecovery },
      deletionProtection: settings.deletionProtection,
      removalPolicy: settings.destroyData ? RemovalPolicy.DESTROY : RemovalPolicy.RETAIN,
    };
    const records = new Table(this, 'Records', {
      ...kept,
      tableName: recordsTable,
      partitionKey: { name: 'pk', type: AttributeType.STRING },
      sortKey: { name: 'sk', type: AttributeType.STRING },
      timeToLiveAttribute: 'expires',
    });
    const index = new Table(this, 'Index', {
      ...kept,
      tableName: indexTable,
      partitionKey: { name: 'pk', type: AttributeType.STRING },
    });
    if (!settings.pointInTimeRecovery) {
      for (const table of [records, index])
        Validations.of(table).acknowledge({
          id: 'AwsSolutions-DDB3',
          reason: 'The deployer turned point-in-time recovery off (context "pointInTimeRecovery").',
        });
    }
  }

  #declareObjects({ settings, recordings }: StorageProps): void {
    // Of our own only so that the reason below stands beside it; CDK gives it its rights.
    const announcer = new Role(this, 'AnnouncerRole', {
      assumedBy: new ServicePrincipal('lambda.amazonaws.com'),
    });
    Validations.of(announcer).acknowledge({
      id: 'AwsSolutions-IAM4[Policy::arn:<AWS::Partition>:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole]',
      reason:
        'CDK attaches it to the function that sets the notifications; it runs during a deployment only.',
    });
    const objects = new Bucket(this, 'Objects', {
      bucketName: `${objectsBucketPrefix(this)}-${Stack.of(this).region}`,
      encryption: BucketEncryption.S3_MANAGED,
      blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
      objectOwnership: ObjectOwnership.BUCKET_OWNER_ENFORCED,
      enforceSSL: true,
      minimumTLSVersion: 1.2,
      // No object is ever overwritten (uploads are signed with If-None-Match), and a delete is meant:
      // versions would only keep, and bill, what an owner asked to be gone.
      versioned: false,
      lifecycleRules: [
        // A dump's address lapses after 24 hours; S3 counts days from midnight, so two are needed.
        { id: 'dumps-lapse', prefix: 'dumps/', expiration: Duration.days(2) },
        // A single PUT leaves nothing when it breaks off; only multipart uploads of ours can. An
        // object that arrived without a record is the sweeper's: age alone cannot tell it.
        { id: 'abandoned-parts', abortIncompleteMultipartUploadAfter: Duration.days(1) },
      ],
      cors: [
        {
          // Any page may try: what a presigned address allows, its signature says.
          allowedOrigins: ['*'],
          allowedMethods: [HttpMethods.PUT, HttpMethods.GET],
          allowedHeaders: ['*'],
          exposedHeaders: ['ETag'],
          maxAge: 3600,
        },
      ],
      notificationsHandlerRole: announcer,
      removalPolicy: settings.destroyData ? RemovalPolicy.DESTROY : RemovalPolicy.RETAIN,
      autoDeleteObjects: settings.destroyData,
    });
    Validations.of(objects).acknowledge({
      id: 'AwsSolutions-S1',
      reason: 'Every request is made by a function of ours, which logs it; access logs need a second bucket.',
    });
    objects.addEventNotification(EventType.OBJECT_CREATED, new SqsDestination(recordings.queue), {
      prefix: 'inbox/',
    });
  }
}
