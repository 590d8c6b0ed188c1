import { IamOpenidConnectProvider } from '@cdktf/provider-aws/lib/iam-openid-connect-provider/index.js';
import { IamRole } from '@cdktf/provider-aws/lib/iam-role/index.js';
import { IamRolePolicy } from '@cdktf/provider-aws/lib/iam-role-policy/index.js';
import { Construct } from 'constructs';
import { type PolicyStatement, policyDocument } from './policy-document.ts';

const issuer = 'token.actions.githubusercontent.com';

/** The OIDC provider by which AWS trusts the tokens of GitHub workflows. An account has one. */
export class GitHubOidcProvider extends IamOpenidConnectProvider {
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
   * The end of the tokens' subject: `environment:prod` for jobs in that GitHub environment,
   * `ref:refs/heads/main` for workflows of a branch.
   */
  readonly subject: string;
  /** The statements of its inline policies, by the name of the policy. */
  readonly permissions: Readonly<Record<string, readonly PolicyStatement[]>>;
}

/** A role that GitHub workflows assume for an hour, instead of keys that could leak or need rotation. */
export class GitHubRole extends Construct {
  readonly arn: string;

  constructor(scope: Construct, id: string, props: GitHubRoleProps) {
    super(scope, id);
    const role = new IamRole(this, 'Default', {
      name: props.name,
      description: props.description,
      assumeRolePolicy: webIdentityTrustPolicy(props),
    });
    for (const [name, statements] of Object.entries(props.permissions)) {
      new IamRolePolicy(this, name, { name, role: role.id, policy: policyDocument(statements) });
    }
    this.arn = role.arn;
  }
}

function webIdentityTrustPolicy({ accountId, repository, subject }: GitHubRoleProps): string {
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
