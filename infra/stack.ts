import { CfnOutput, Stack, type StackProps } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { Alarms } from '#infra/alarms.ts';
import { Functions } from '#infra/functions.ts';
import { Api } from '#infra/http-api.ts';
import { Queues } from '#infra/queues.ts';
import type { Settings } from '#infra/settings.ts';
import { Storage } from '#infra/storage.ts';
import { Workers } from '#infra/workers.ts';

interface RegionStackProps extends StackProps {
  readonly settings: Settings;
}

/** One region of Refrain, whole: it serves alone, and knows the other regions by name only. */
export class RegionStack extends Stack {
  constructor(scope: Construct, id: string, props: RegionStackProps) {
    super(scope, id, props);
    const { settings } = props;

    const queues = new Queues(this, 'Queues');
    new Storage(this, 'Storage', { settings, recordings: queues.recordings });
    const functions = new Functions(this, 'Functions', { regions: settings.regions });
    const { stage } = new Api(this, 'Api', { functions });
    new Workers(this, 'Workers', { functions, queues });
    new Alarms(this, 'Alarms', { settings, queues, stage, sweeper: functions.of('sweeper') });

    new CfnOutput(this, 'ApiUrl', { value: stage.api.apiEndpoint, description: 'The API of this region' });
  }
}
