/** A statement of an IAM policy that allows actions on resources. */
export interface PolicyStatement {
  readonly actions: readonly string[];
  readonly resources: readonly string[];
}

/** The JSON of an IAM policy that allows the statements and nothing else. */
export function policyDocument(statements: readonly PolicyStatement[]): string {
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
 * The trust policy that lets an AWS service assume a role.
 *
 * @param service `ecs-tasks.amazonaws.com`
 * @param accountId the only account that the service may act for, where it sends aws:SourceAccount
 */
export function trustPolicy(service: string, accountId?: string): string {
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
