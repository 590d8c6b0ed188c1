import type { CostLine, Estimate } from './estimate.ts';
import { priceTable } from './prices.ts';
import { otherUsage, productionUsage, type Usage } from './usage.ts';

/** The estimates as text: each environment by resource, the totals, and the assumptions. */
export function costTable(estimates: readonly Estimate[]): string {
  return [...estimates.map(environmentTable), totals(estimates), assumptions()].join('\n\n');
}

function environmentTable({ environment, lines, unknown, ...amounts }: Estimate): string {
  const part = (title: string, kind: CostLine['kind']) => [
    `  ${title}`,
    ...lines
      .filter((line) => line.kind === kind && line.amount > 0)
      .toSorted((one, other) => other.amount - one.amount)
      .map(({ address, what, amount }) => `    ${dollars(amount)}  ${address}: ${what}`),
    `    ${dollars(amounts[kind])}  total`,
  ];
  return [
    `${environment}: ${dollars(amounts.total).trim()} a month`,
    ...part('fixed', 'fixed'),
    ...part('for the assumed usage', 'usage'),
    ...(unknown.length === 0 ? [] : [`  not priced: ${unknown.join(', ')}`]),
  ].join('\n');
}

function totals(estimates: readonly Estimate[]): string {
  const row = (cells: readonly string[]) =>
    cells.map((cell, index) => (index === 0 ? cell.padEnd(12) : cell.padStart(12))).join('');
  return [
    row(['environment', 'fixed', 'usage', 'a month']),
    ...estimates.map(({ environment, fixed, usage, total }) =>
      row([environment, dollars(fixed), dollars(usage), dollars(total)]),
    ),
  ].join('\n');
}

function assumptions(): string {
  const { date, region } = priceTable;
  const usage = (who: string, values: Usage) =>
    `  ${who}: ${Object.entries(values)
      .map(([name, value]) => `${name} ${value}`)
      .join(', ')}`;
  return [
    `List prices of ${date}, ${region}, on demand, in US dollars, without tax, discounts and free tiers.`,
    'They were written down by hand (infra/src/cost/prices.ts): verify them before you rely on them.',
    'Every service runs its minimum of tasks. Not counted: traffic between zones, snapshots beyond the',
    "database's size, and support. Usage in a month (infra/src/cost/usage.ts):",
    usage('production', productionUsage),
    usage('others', otherUsage),
  ].join('\n');
}

function dollars(amount: number): string {
  return `$${amount.toFixed(2)}`.padStart(9);
}
