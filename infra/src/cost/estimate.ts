import type { SynthesizedResource, SynthesizedStack } from '../synthesized/stacks.ts';
import { type Charge, isFree, meters } from './resource-pricing.ts';
import type { Usage } from './usage.ts';

/** What a resource costs a month, where it costs anything. */
export interface CostLine extends Charge {
  readonly stack: string;
  readonly address: string;
}

/** What an environment costs a month, in US dollars. */
export interface Estimate {
  readonly environment: string;
  /** Paid whatever people do. */
  readonly fixed: number;
  /** Paid for what is assumed that they do. */
  readonly usage: number;
  readonly total: number;
  readonly lines: readonly CostLine[];
  /** Addresses of what has no price here, so that it may cost more. */
  readonly unknown: readonly string[];
}

/** Estimates what the stacks of an environment cost a month. */
export function estimate(
  environment: string,
  stacks: readonly SynthesizedStack[],
  usage: Usage,
): Estimate {
  const lines = stacks.flatMap((stack) =>
    stack.resources.flatMap(({ type, address, attributes }) =>
      (meters[type]?.(attributes, { stack, stacks, usage }) ?? []).map((charge) => ({
        stack: stack.name,
        address,
        ...charge,
      })),
    ),
  );
  const totalOf = (kind: Charge['kind']) =>
    lines.filter((line) => line.kind === kind).reduce((total, { amount }) => total + amount, 0);
  return {
    environment,
    fixed: totalOf('fixed'),
    usage: totalOf('usage'),
    total: totalOf('fixed') + totalOf('usage'),
    lines,
    unknown: stacks.flatMap((stack) =>
      stack.resources.filter(isUnknown).map(({ address }) => `${stack.name}: ${address}`),
    ),
  };
}

function isUnknown(resource: SynthesizedResource): boolean {
  return !(resource.type in meters) && !isFree(resource);
}
