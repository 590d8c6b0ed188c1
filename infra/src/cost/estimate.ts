import type { SynthesizedResource, SynthesizedStack } from '../synthesized/stacks.ts';
import { type Charge, isFree, resourcePricing } from './resource-pricing.ts';
import type { Usage } from './usage.ts';

/** A monthly charge of one resource. */
export interface CostLine extends Charge {
  readonly stack: string;
  readonly address: string;
}

/** The monthly cost of an environment, in US dollars. */
export interface Estimate {
  readonly environment: string;
  /** Independent of usage. */
  readonly fixed: number;
  /** For the assumed usage. */
  readonly usage: number;
  readonly total: number;
  readonly lines: readonly CostLine[];
  /** Addresses of resources without a price, which may add to the cost. */
  readonly unknown: readonly string[];
}

/** Estimates the monthly cost of an environment's stacks. */
export function estimate(
  environment: string,
  stacks: readonly SynthesizedStack[],
  usage: Usage,
): Estimate {
  const lines = stacks.flatMap((stack) =>
    stack.resources.flatMap(({ type, address, attributes }) =>
      (resourcePricing[type]?.(attributes, { stack, stacks, usage }) ?? []).map((charge) => ({
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
  return !(resource.type in resourcePricing) && !isFree(resource);
}
