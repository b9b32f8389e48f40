// `npm run deploy -- --shape serverless|full --domain laps.example.org …`: from this folder to AWS, docs/operate/aws.md.
import { join } from 'node:path';
import { deploy } from '../delivery/deploy.ts';
import { DeployError } from '../delivery/deploy-error.ts';
import { dryHost, realHost, regionVariables, ROOM } from '../delivery/host.ts';
import { parseOptions, USAGE } from '../delivery/options.ts';
import { readPlan } from '../delivery/plan.ts';

try {
  const options = parseOptions(process.argv.slice(2));
  if (options === undefined) console.log(USAGE);
  else await run(options);
} catch (error) {
  if (!(error instanceof DeployError)) throw error;
  console.error(`\n${error.message} [${error.code}]\n${error.remedy}`);
  process.exitCode = error.exitCode;
}

async function run(options: NonNullable<ReturnType<typeof parseOptions>>): Promise<void> {
  const plan = readPlan(options, join(ROOM, 'environments'), process.env);
  const key = process.env['OUTLAP_TOKEN'];
  if (key === '')
    throw new DeployError(
      'key_empty',
      'OUTLAP_TOKEN is empty',
      'Put an API key of the installation into it, or take it away: then only what needs none is tried.',
    );
  if (plan.isDry) {
    const exported = Object.entries(regionVariables(plan.region)).map((pair) => pair.join('='));
    console.log(`Nothing of this is run.\n  export ${exported.join(' ')}`);
    await deploy(plan, dryHost(console.log), key !== undefined);
    return;
  }
  if (!plan.isAgreed && !process.stdin.isTTY)
    throw new DeployError(
      'nobody_to_ask',
      'There is nobody to ask whether to deploy',
      'Look at the dry run, then say --yes.',
    );
  const env = {
    ...process.env,
    ...regionVariables(plan.region),
    CDK_DISABLE_CLI_TELEMETRY: 'true',
  };
  await deploy(plan, realHost(env), key !== undefined);
}
