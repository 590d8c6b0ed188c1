/** What the graph needs to know of a service. */
interface Caller {
  readonly name: string;
  /** Names of the services that it calls. */
  readonly calls: readonly string[];
}

/**
 * The services, each after those that it calls: a topological order, by depth-first search.
 *
 * @throws Error when services call each other in a cycle
 */
export function inDependencyOrder<Service extends Caller>(services: readonly Service[]): Service[] {
  const ordered = new Set<Service>();
  const visiting = new Set<Service>();
  const visit = (service: Service): void => {
    if (ordered.has(service)) return;
    if (visiting.has(service)) throw new Error(`The service ${service.name} calls itself`);
    visiting.add(service);
    for (const called of callees(service, services)) visit(called);
    ordered.add(service);
  };
  services.forEach(visit);
  return [...ordered];
}

/** The services that a service calls, in the order of all services. */
export function callees<Service extends Caller>(
  { calls }: Caller,
  services: readonly Service[],
): Service[] {
  return services.filter(({ name }) => calls.includes(name));
}

/** Whether calls lead from a service back to itself, in any number of steps. */
export function isInCycle(service: Caller, services: readonly Caller[]): boolean {
  const reached = new Set<string>();
  const pending = [...service.calls];
  for (let name = pending.pop(); name !== undefined; name = pending.pop()) {
    if (name === service.name) return true;
    if (reached.has(name)) continue;
    reached.add(name);
    pending.push(...(services.find((other) => other.name === name)?.calls ?? []));
  }
  return false;
}
