import { BudgetsBudget } from '@cdktf/provider-aws/lib/budgets-budget/index.js';
import { KmsAlias } from '@cdktf/provider-aws/lib/kms-alias/index.js';
import { KmsKey } from '@cdktf/provider-aws/lib/kms-key/index.js';
import { SnsTopic } from '@cdktf/provider-aws/lib/sns-topic/index.js';
import { SnsTopicPolicy } from '@cdktf/provider-aws/lib/sns-topic-policy/index.js';
import { SnsTopicSubscription } from '@cdktf/provider-aws/lib/sns-topic-subscription/index.js';
import { Construct } from 'constructs';

export interface AlarmTopicProps {
  /** Start of the names: `stockroom-dev`. */
  readonly prefix: string;
  readonly accountId: string;
  /** Value of the cost allocation tag `environment`. */
  readonly environment: string;
  readonly emails: readonly string[];
  /** US dollars. */
  readonly monthlyBudget: number;
}

/** The AWS services that publish alarms. */
const senders = ['cloudwatch.amazonaws.com', 'budgets.amazonaws.com'];

/** The topic of all alarms, and the budget alarm. */
export class AlarmTopic extends Construct {
  readonly arn: string;

  constructor(scope: Construct, id: string, props: AlarmTopicProps) {
    super(scope, id);
    const topic = new SnsTopic(this, 'Default', {
      name: `${props.prefix}-alarms`,
      kmsMasterKeyId: this.#addKey(props).arn,
    });
    const policy = new SnsTopicPolicy(this, 'policy', {
      arn: topic.arn,
      policy: senderPolicy(props.accountId, ['sns:Publish'], topic.arn),
    });
    props.emails.forEach((endpoint, index) => {
      new SnsTopicSubscription(this, `email_${index + 1}`, {
        topicArn: topic.arn,
        protocol: 'email',
        endpoint,
      });
    });
    this.#addBudget(props, topic, policy);
    this.arn = topic.arn;
  }

  /** CloudWatch cannot use the AWS managed key of SNS; its alarms would be lost. */
  #addKey({ prefix, accountId }: AlarmTopicProps): KmsKey {
    const key = new KmsKey(this, 'key', {
      description: `Alarms of ${prefix}`,
      enableKeyRotation: true,
      deletionWindowInDays: 30,
      policy: senderPolicy(accountId, ['kms:Decrypt', 'kms:GenerateDataKey*'], '*', [
        {
          Sid: 'Account',
          Effect: 'Allow',
          Principal: { AWS: `arn:aws:iam::${accountId}:root` },
          Action: 'kms:*',
          Resource: '*',
        },
      ]),
    });
    new KmsAlias(this, 'key_alias', { name: `alias/${prefix}-alarms`, targetKeyId: key.keyId });
    return key;
  }

  #addBudget(
    { prefix, environment, monthlyBudget }: AlarmTopicProps,
    topic: SnsTopic,
    policy: SnsTopicPolicy,
  ): void {
    const notification = {
      comparisonOperator: 'GREATER_THAN',
      thresholdType: 'PERCENTAGE',
    } as const;
    new BudgetsBudget(this, 'budget', {
      name: prefix,
      budgetType: 'COST',
      timeUnit: 'MONTHLY',
      limitAmount: String(monthlyBudget),
      limitUnit: 'USD',
      // Counts nothing until the tag is activated as a cost allocation tag.
      costFilter: [{ name: 'TagKeyValue', values: [`user:environment$${environment}`] }],
      notification: [
        {
          ...notification,
          threshold: 80,
          notificationType: 'ACTUAL',
          subscriberSnsTopicArns: [topic.arn],
        },
        {
          ...notification,
          threshold: 100,
          notificationType: 'FORECASTED',
          subscriberSnsTopicArns: [topic.arn],
        },
      ],
      // AWS Budgets sends a test message to the topic.
      dependsOn: [policy],
    });
  }
}

function senderPolicy(
  accountId: string,
  actions: readonly string[],
  resource: string,
  others: readonly object[] = [],
): string {
  return JSON.stringify({
    Version: '2012-10-17',
    Statement: [
      ...others,
      {
        Sid: 'Senders',
        Effect: 'Allow',
        Principal: { Service: senders },
        Action: actions,
        Resource: resource,
        Condition: { StringEquals: { 'aws:SourceAccount': accountId } },
      },
    ],
  });
}
