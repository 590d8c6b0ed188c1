import { Command } from 'commander';
import { CommandError } from './command-error.ts';
import { deployLocal } from './commands/deploy-local.ts';
import { destroyLocal } from './commands/destroy-local.ts';
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

try {
  await program.parseAsync();
} catch (error) {
  if (!(error instanceof CommandError)) throw error;
  console.error(error.message);
  process.exitCode = 1;
}
