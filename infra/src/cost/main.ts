/**
 * Prints the monthly cost of every environment, estimated from its synthesized stacks.
 *
 * --json  the same for programs
 */
import { parseArgs } from 'node:util';
import { loadEnvironments, shared } from '../environments/index.ts';
import { services } from '../services.ts';
import { estimateAll } from './estimates.ts';
import { priceTable } from './prices.ts';
import { costTable } from './table.ts';
import { otherUsage, productionUsage } from './usage.ts';

const { values } = parseArgs({ options: { json: { type: 'boolean', default: false } } });
const estimates = estimateAll(await loadEnvironments(), shared, services);
console.log(
  values.json
    ? JSON.stringify({ priceTable, usage: { productionUsage, otherUsage }, estimates }, null, 2)
    : costTable(estimates),
);
