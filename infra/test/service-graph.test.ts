import { describe, expect, it } from 'vitest';
import { inDependencyOrder, isInCycle } from '../src/service-graph.ts';

const service = (name: string, ...calls: string[]) => ({ name, calls });
const orderOf = (...services: ReturnType<typeof service>[]) =>
  inDependencyOrder(services).map(({ name }) => name);

describe('services in dependency order', () => {
  it('come after those that they call, and otherwise stay in their order', () => {
    expect(orderOf(service('a', 'c'), service('b'), service('c', 'd'), service('d'))).toEqual([
      'd',
      'c',
      'a',
      'b',
    ]);
  });

  it('come once, however many call them', () => {
    expect(orderOf(service('a', 'c'), service('b', 'c'), service('c'))).toEqual(['c', 'a', 'b']);
  });

  it('do not exist when the calls lead back', () => {
    expect(() => orderOf(service('a', 'b'), service('b', 'a'))).toThrow(/calls itself/);
  });
});

describe('a service in a cycle', () => {
  it('is one that its own calls lead back to, and not one that only leads into it', () => {
    const services = [service('a', 'b'), service('b', 'c'), service('c', 'b')];
    expect(services.map((one) => isInCycle(one, services))).toEqual([false, true, true]);
  });
});
