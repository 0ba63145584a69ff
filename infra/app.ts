import { type App, Validations } from 'aws-cdk-lib';
import { AwsSolutionsChecks } from 'cdk-nag';
import { buildApp } from '#infra/build-app.ts';
import { WrongSetting } from '#infra/setting.ts';

const app = built();
Validations.of(app).addPlugins(new AwsSolutionsChecks(app));
app.synth();

/** A wrong setting is told in its sentence, without where in here it was found. */
function built(): App {
  try {
    return buildApp();
  } catch (error) {
    if (!(error instanceof WrongSetting)) throw error;
    console.error(error.message);
    process.exit(1);
  }
}
