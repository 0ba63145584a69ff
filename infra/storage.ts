import { Duration, RemovalPolicy, Stack, Validations } from 'aws-cdk-lib';
import { Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import {
  BlockPublicAccess,
  Bucket,
  BucketEncryption,
  EventType,
  HttpMethods,
  type LifecycleRule,
  ObjectOwnership,
  StorageClass,
} from 'aws-cdk-lib/aws-s3';
import { SqsDestination } from 'aws-cdk-lib/aws-s3-notifications';
import { Construct } from 'constructs';
import { objectsBucketPrefix } from '#infra/arns.ts';
import type { WorkQueue } from '#infra/queues.ts';
import type { Settings } from '#infra/settings.ts';

interface StorageProps {
  readonly settings: Settings;
  readonly recordings: WorkQueue;
}

/** A region's bucket of objects, whose uploads are announced. */
export class Storage extends Construct {
  readonly objects: Bucket;

  constructor(scope: Construct, id: string, props: StorageProps) {
    super(scope, id);
    this.objects = this.#declareObjects(props);
  }

  #declareObjects({ settings, recordings }: StorageProps): Bucket {
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
      bucketName: `${objectsBucketPrefix(this, settings.names)}-${Stack.of(this).region}`,
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
        ...audioRules(settings),
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
      // S3 deletes no bucket that holds anything: an empty one may go with the deployment that could not be finished.
      removalPolicy: settings.destroyData ? RemovalPolicy.DESTROY : RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE,
      autoDeleteObjects: settings.destroyData,
    });
    Validations.of(objects).acknowledge({
      id: 'AwsSolutions-S1',
      reason: 'Every request is made by a function of ours, which logs it; access logs need a second bucket.',
    });
    objects.addEventNotification(EventType.OBJECT_CREATED, new SqsDestination(recordings.queue), {
      prefix: 'inbox/',
    });
    return objects;
  }
}

/** A queue keeps a message for seven days: audio that is still to be listened to must outlast it. */
const LISTENED_TO_BY = Duration.days(8);
/** S3 takes nothing younger into STANDARD_IA; elsewhere an upload may be moved once it was listened to. */
const AGES = {
  STANDARD_IA: Duration.days(30),
  INTELLIGENT_TIERING: Duration.days(1),
  GLACIER_IR: Duration.days(1),
};

/** What becomes of audio: uploads stay in inbox/, downloads and what moved here from another region are in audio/. */
function audioRules({ audioStorageClass, keepAudio }: Settings): LifecycleRule[] {
  const prefixes = ['inbox/', 'audio/'];
  if (!keepAudio)
    return prefixes.map((prefix) => ({
      id: `${prefix.slice(0, -1)}-lapses`,
      prefix,
      expiration: LISTENED_TO_BY,
    }));
  if (audioStorageClass === 'STANDARD') return [];
  const transitionAfter = AGES[audioStorageClass];
  const storageClass = new StorageClass(audioStorageClass);
  return prefixes.map((prefix) => ({
    id: `${prefix.slice(0, -1)}-cools`,
    prefix,
    transitions: [{ storageClass, transitionAfter }],
  }));
}
