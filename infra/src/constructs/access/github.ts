import { IamOpenidConnectProvider } from '@cdktf/provider-aws/lib/iam-openid-connect-provider/index.js';
import { IamRole } from '@cdktf/provider-aws/lib/iam-role/index.js';
import { IamRolePolicy } from '@cdktf/provider-aws/lib/iam-role-policy/index.js';
import { Construct } from 'constructs';
import { type Allowed, allow } from './policy-document.ts';

const issuer = 'token.actions.githubusercontent.com';

/** Lets AWS believe what GitHub says of a workflow. There is one in an account. */
export class GitHubIdentity extends IamOpenidConnectProvider {
  constructor(scope: Construct, id: string) {
    super(scope, id, { url: `https://${issuer}`, clientIdList: ['sts.amazonaws.com'] });
  }
}

export interface GitHubRoleProps {
  readonly name: string;
  readonly description: string;
  readonly accountId: string;
  /** `owner/name` */
  readonly repository: string;
  /**
   * Which of its workflows, as the subject of their tokens ends: `environment:prod` for jobs in that
   * GitHub environment, `ref:refs/heads/main` for those of a branch.
   */
  readonly subject: string;
  /** What it may, as policies by their names. */
  readonly allowed: Readonly<Record<string, readonly Allowed[]>>;
}

/** A role that workflows on GitHub take on for an hour: no key that could leak or has to be rotated. */
export class GitHubRole extends Construct {
  readonly arn: string;

  constructor(scope: Construct, id: string, props: GitHubRoleProps) {
    super(scope, id);
    const role = new IamRole(this, 'Default', {
      name: props.name,
      description: props.description,
      assumeRolePolicy: trust(props),
    });
    for (const [name, allowed] of Object.entries(props.allowed)) {
      new IamRolePolicy(this, name, { name, role: role.id, policy: allow(allowed) });
    }
    this.arn = role.arn;
  }
}

function trust({ accountId, repository, subject }: GitHubRoleProps): string {
  return JSON.stringify({
    Version: '2012-10-17',
    Statement: [
      {
        Effect: 'Allow',
        Action: 'sts:AssumeRoleWithWebIdentity',
        Principal: { Federated: `arn:aws:iam::${accountId}:oidc-provider/${issuer}` },
        Condition: {
          StringEquals: {
            [`${issuer}:aud`]: 'sts.amazonaws.com',
            [`${issuer}:sub`]: `repo:${repository}:${subject}`,
          },
        },
      },
    ],
  });
}
