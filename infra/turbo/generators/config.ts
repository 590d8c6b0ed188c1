import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { PlopTypes } from '@turbo/gen';

interface Answers {
  readonly name: string;
  readonly description: string;
  readonly port: string;
  readonly turbo: { readonly paths: { readonly root: string } };
}

/** An error message for an invalid value; `undefined` for a valid one. */
type Check = (value: string) => string | undefined;

const checks: Readonly<Record<'name' | 'description' | 'port', Check>> = {
  name: (name) =>
    /^[a-z][a-z0-9-]{0,30}$/.test(name)
      ? undefined
      : `"${name}" is not a service name: use lower-case letters, digits and dashes, at most 31, starting with a letter`,
  description: (text) =>
    /^\S.*[^.\s]$/.test(text)
      ? undefined
      : `"${text}" is not a description: say what the service does in one sentence without a full stop`,
  port: (port) =>
    /^[1-9]\d{0,4}$/.test(port) && Number(port) < 65_536
      ? undefined
      : `"${port}" is not a port: use a number from 1 to 65535`,
};

/** `turbo gen service`: creates a service that builds, passes its checks and can be deployed. */
export default function generators(plop: PlopTypes.NodePlopAPI): void {
  plop.setHelper('literal', literal);
  plop.setGenerator('service', {
    description: 'A service in TypeScript, added to the deployed services',
    prompts: [
      question('name', 'What is its name?'),
      question('description', 'What does it do, in one sentence without a full stop?'),
      question('port', 'Which port does it listen on?', '3002'),
    ],
    actions: [
      (answers) => validate(answers as Answers),
      {
        type: 'addMany',
        destination: '{{ turbo.paths.root }}/services/{{ name }}',
        base: 'templates/service',
        templateFiles: 'templates/service/**/*.hbs',
        globOptions: {},
      },
      (answers) => addDependency(answers as Answers),
      (answers) => addToServices(answers as Answers),
      () =>
        'Next: pnpm install, pnpm format, pnpm check, and pnpm start to run it; docs/operations/adding-a-service.md says how to deploy it',
    ],
  });
}

function question(name: keyof typeof checks, message: string, preset?: string) {
  return {
    type: 'input',
    name,
    message,
    ...(preset === undefined ? {} : { default: preset }),
    validate: (value: string) => checks[name](value) ?? true,
  };
}

/** The prompts do not validate answers from the command line. */
function validate({ turbo, ...answers }: Answers): string {
  const errors = (['name', 'description', 'port'] as const)
    .map((name) => checks[name](String(answers[name] ?? '')))
    .filter((error) => error !== undefined);
  const folder = path.join(turbo.paths.root, 'services', answers.name);
  if (existsSync(folder))
    errors.push(`services/${answers.name} already exists: choose another name`);
  if (errors.length > 0) throw new Error(errors.join('. '));
  return 'The answers are valid';
}

function addDependency({ name, turbo }: Answers): string {
  const file = path.join(turbo.paths.root, 'infra/package.json');
  const manifest = JSON.parse(readFileSync(file, 'utf8')) as {
    dependencies: Record<string, string>;
  };
  manifest.dependencies[`@stockroom/${name}`] = 'workspace:*';
  manifest.dependencies = Object.fromEntries(
    Object.entries(manifest.dependencies).toSorted(([one], [other]) => (one < other ? -1 : 1)),
  );
  writeFileSync(file, `${JSON.stringify(manifest, null, 2)}\n`);
  return 'infra/package.json';
}

function addToServices({ name, turbo }: Answers): string {
  const file = path.join(turbo.paths.root, 'infra/src/services.ts');
  const variable = name.replace(/-+(.)?/g, (_, letter: string = '') => letter.toUpperCase());
  const text = readFileSync(file, 'utf8');
  const imports = [
    ...text.split('\n').filter((line) => line.startsWith('import ')),
    `import { manifest as ${variable} } from '@stockroom/${name}/manifest';`,
  ].toSorted((one, other) => (moduleOf(one) < moduleOf(other) ? -1 : 1));
  const rest = text.split('\n').filter((line) => !line.startsWith('import '));
  const listed = rest.join('\n').replace(/,?\s*\];/, `, ${variable}];`);
  writeFileSync(file, `${imports.join('\n')}\n${listed}`);
  return 'infra/src/services.ts';
}

function moduleOf(line: string): string {
  return /from '(.+)'/.exec(line)?.[1] ?? '';
}

/** A string literal as Biome formats it: in single quotes, or in double ones if that saves an escape. */
function literal(text: string): string {
  const quoted = JSON.stringify(text);
  return /'/.test(text) && !/"/.test(text)
    ? quoted
    : `'${quoted.slice(1, -1).replace(/\\"/g, '"').replace(/'/g, "\\'")}'`;
}
