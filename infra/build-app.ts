import { App, type AppProps } from 'aws-cdk-lib';
import { readSettings } from '#infra/settings.ts';
import { RegionStack } from '#infra/stack.ts';
import cdkJson from '../cdk.json' with { type: 'json' };

/**
 * The whole deployment: a stack for each region. The context of cdk.json applies however this is
 * called (the CDK CLI would pass it, a synthesis in memory would not); `props.context` wins over it.
 */
export function buildApp(props: AppProps = {}): App {
  const app = new App({ ...props, context: { ...cdkJson.context, ...props.context } });
  const settings = readSettings(app.node);
  for (const region of settings.regions) {
    // The account stays open, so that synthesis needs none.
    new RegionStack(app, `refrain-${region}`, {
      env: { region },
      description: 'Refrain, an audio fingerprint store',
      settings,
    });
  }
  return app;
}
