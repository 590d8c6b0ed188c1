import { App } from 'cdktf';
import { loadEnvironments, shared } from './environments/index.ts';
import { assertPolicies } from './policies/index.ts';
import { services } from './services.ts';
import { addEnvironmentStacks, addSharedStacks } from './stacks/index.ts';
import { assertDeployable } from './validation/index.ts';

const environments = await loadEnvironments();
assertDeployable(environments, services, shared);

const app = new App();
addSharedStacks(app, shared, services, environments);
for (const environment of environments) {
  addEnvironmentStacks(app, environment, shared, services, environments);
}
app.synth();
assertPolicies(app, environments);
