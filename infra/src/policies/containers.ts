import type { Attributes, SynthesizedResource } from '../synthesized/stacks.ts';

/** The containers of a task definition. */
export function containersOf({ attributes }: SynthesizedResource): Attributes[] {
  return JSON.parse(String(attributes.container_definitions)) as Attributes[];
}
