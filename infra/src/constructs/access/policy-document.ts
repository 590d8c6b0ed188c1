/** A statement that allows actions on named resources. */
export interface Allowed {
  readonly actions: readonly string[];
  readonly resources: readonly string[];
}

/** The policy document that allows what is listed, and nothing else. */
export function allow(statements: readonly Allowed[]): string {
  return JSON.stringify({
    Version: '2012-10-17',
    Statement: statements.map(({ actions, resources }) => ({
      Effect: 'Allow',
      Action: actions,
      Resource: resources,
    })),
  });
}

/**
 * The trust policy that lets an AWS service take on a role.
 *
 * @param service `ecs-tasks.amazonaws.com`
 * @param accountId only on behalf of this account, where the service says on whose behalf it acts
 */
export function assumableBy(service: string, accountId?: string): string {
  return JSON.stringify({
    Version: '2012-10-17',
    Statement: [
      {
        Effect: 'Allow',
        Action: 'sts:AssumeRole',
        Principal: { Service: service },
        ...(accountId === undefined
          ? {}
          : { Condition: { StringEquals: { 'aws:SourceAccount': accountId } } }),
      },
    ],
  });
}
