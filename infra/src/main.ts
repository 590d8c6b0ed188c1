import { App } from 'cdktf';
import { environments, shared } from './environments/index.ts';
import { services } from './services.ts';
import { addEnvironmentStacks, addSharedStacks } from './stacks/index.ts';
import { assertDeployable } from './validation.ts';

assertDeployable(environments, services);

const app = new App();
addSharedStacks(app, shared, services);
for (const environment of environments) {
  addEnvironmentStacks(app, environment, shared, services);
}
app.synth();
