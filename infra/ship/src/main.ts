import { scopes } from '@stockroom/client/contract';
import { Command } from 'commander';
import { CommandError } from './command-error.ts';
import { createKey, listKeys, revokeKey } from './commands/keys.ts';
import { localDeploy } from './commands/local-deploy.ts';
import { localDestroy } from './commands/local-destroy.ts';
import { start } from './commands/start.ts';

const program = new Command('stockroom')
  .description('Runs, releases and inspects Stockroom')
  .showHelpAfterError('Run with --help to see the commands.');

program
  .command('start')
  .description('Run every service on this machine; set PORT for another port than 8080')
  .action(start);

const local = program.command('local').description('The environment "local" in an emulated AWS');

local
  .command('deploy')
  .description('Deploy it; starts the emulated AWS if it is not running')
  .action(localDeploy);

local
  .command('destroy')
  .description('Destroy it, and stop the emulated AWS if "local deploy" started it')
  .action(localDestroy);

const keys = program
  .command('keys')
  .description('Manage API keys, of this machine or of an environment')
  .option('--file <path>', 'file with the keys (default: the one that "start" uses)')
  .option(
    '--secret <arn>',
    'secret in AWS Secrets Manager with the keys; uses the AWS region and credentials of the shell',
  );

keys
  .command('create <name>')
  .description('Create a key and print it; it cannot be shown again')
  .option('--scope <scope>', `permissions: ${scopes.join(', ')}`, 'inventory:read')
  .option('--days <number>', 'days until it expires (default: never)')
  .action(createKey);

keys.command('list').description('List all keys, without their secrets').action(listKeys);

keys.command('revoke <key>').description('Revoke a key by its id or name').action(revokeKey);

try {
  await program.parseAsync();
} catch (error) {
  if (!(error instanceof CommandError)) throw error;
  console.error(error.message);
  process.exitCode = 1;
}
