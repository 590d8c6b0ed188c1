import { scopes } from '@stockroom/client/contract';
import { Command } from 'commander';
import { CommandError } from './command-error.ts';
import { deployLocal } from './commands/deploy-local.ts';
import { destroyLocal } from './commands/destroy-local.ts';
import { createKey, listKeys, revokeKey } from './commands/keys.ts';
import { start } from './commands/start.ts';

const program = new Command('stockroom')
  .description('Runs, releases and inspects Stockroom')
  .showHelpAfterError('Run with --help to see the commands.');

program
  .command('start')
  .description('Run every service on this machine; PORT moves the gateway from 8080')
  .action(start);

program
  .command('deploy:local')
  .description('Deploy the environment "local" into an emulated AWS on this machine')
  .action(deployLocal);

program
  .command('destroy:local')
  .description('Take away what deploy:local made')
  .action(destroyLocal);

const keys = program
  .command('keys')
  .description('API keys for programs: of this machine, or of an environment by its secret')
  .option('--file <path>', 'the file they are kept in, instead of the one that "start" uses')
  .option(
    '--secret <arn>',
    'the secret in AWS Secrets Manager that they are kept in; region and credentials as for any AWS tool',
  );

keys
  .command('create <name>')
  .description('Make a key, and print it this once')
  .option('--scope <scope>', `what it may: ${scopes.join(', ')}`, 'inventory:read')
  .option('--days <number>', 'days after which it is not taken any more; never without it')
  .action(createKey);

keys.command('list').description('Show all keys, but not their secrets').action(listKeys);

keys
  .command('revoke <key>')
  .description('Stop taking a key, named by its id or by its name')
  .action(revokeKey);

try {
  await program.parseAsync();
} catch (error) {
  if (!(error instanceof CommandError)) throw error;
  console.error(error.message);
  process.exitCode = 1;
}
