/** Builds the `where` clause of a query and its parameters. */
export class Conditions {
  readonly parameters: unknown[] = [];
  readonly #conditions: string[] = ['true'];

  /** Adds a condition in which each `?` is the next of the values. */
  and(condition: string, ...values: readonly unknown[]): this {
    let index = 0;
    this.#conditions.push(condition.replace(/\?/g, () => this.parameter(values[index++])));
    return this;
  }

  /** Adds the condition if the value is defined. */
  andIf(condition: string, value: unknown): this {
    return value === undefined ? this : this.and(condition, value);
  }

  /** Adds a parameter and returns its placeholder. */
  parameter(value: unknown): string {
    this.parameters.push(value);
    return `$${this.parameters.length}`;
  }

  toString(): string {
    return this.#conditions.join(' and ');
  }
}
