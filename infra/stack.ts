import { CfnOutput, Stack, type StackProps } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { Alarms } from '#infra/alarms.ts';
import { Overview } from '#infra/dashboard.ts';
import { Functions } from '#infra/functions.ts';
import { Api } from '#infra/http-api.ts';
import { Queues } from '#infra/queues.ts';
import { originOf, type Settings } from '#infra/settings.ts';
import { Storage } from '#infra/storage.ts';
import { Tables } from '#infra/tables.ts';
import { Workers } from '#infra/workers.ts';

interface RegionStackProps extends StackProps {
  readonly settings: Settings;
}

/** One region of Refrain, whole: it serves alone, and knows the other regions by name only. */
export class RegionStack extends Stack {
  constructor(scope: Construct, id: string, props: RegionStackProps) {
    super(scope, id, props);
    const { settings } = props;

    const { names } = settings;
    const queues = new Queues(this, 'Queues', names);
    const tables = new Tables(this, 'Tables', settings).all;
    const { objects } = new Storage(this, 'Storage', { settings, recordings: queues.recordings });
    const functions = new Functions(this, 'Functions', settings);
    const api = new Api(this, 'Api', { settings, functions });
    new Workers(this, 'Workers', { settings, functions, queues });
    const watched = { settings, queues, api, tables, objects, functions };
    const { alarms } = new Alarms(this, 'Alarms', watched);
    new Overview(this, 'Dashboard', { ...watched, alarms });

    new CfnOutput(this, 'ApiUrl', {
      value: originOf(settings, this.region) ?? api.stage.api.apiEndpoint,
      description: 'The API of this region',
    });
  }
}
