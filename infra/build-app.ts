import { App, type AppProps, Tags } from 'aws-cdk-lib';
import { readSettings } from '#infra/settings.ts';
import { RegionStack } from '#infra/stack.ts';
import cdkJson from '../cdk.json' with { type: 'json' };
import { buildConsole } from '../console/build.ts';

/**
 * The whole deployment: a stack for each region. The context of cdk.json applies however this is
 * called (the CDK CLI would pass it, a synthesis in memory would not); `props.context` wins over it.
 * The page that its functions serve is built first.
 */
export function buildApp(props: AppProps = {}): App {
  buildConsole();
  const app = new App({ ...props, context: { ...cdkJson.context, ...props.context } });
  const settings = readSettings((key) => app.node.tryGetContext(key));
  for (const [key, value] of Object.entries(settings.tags)) Tags.of(app).add(key, value);
  Tags.of(app).add('application', settings.names.prefix);
  for (const region of settings.regions) {
    // The account stays open, so that synthesis needs none.
    new RegionStack(app, `${settings.names.prefix}-${region}`, {
      env: { region },
      description: 'Refrain, an audio fingerprint store',
      settings,
    });
  }
  return app;
}
