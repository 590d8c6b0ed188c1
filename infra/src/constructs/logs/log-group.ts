import { CloudwatchLogGroup } from '@cdktf/provider-aws/lib/cloudwatch-log-group/index.js';
import type { Construct } from 'constructs';

export interface LogGroupProps {
  /** Start of the names: `stockroom-dev`. */
  readonly prefix: string;
  /** What writes to it: `gateway`. */
  readonly name: string;
  /** Days that its events are kept. */
  readonly retentionDays: number;
}

/** A log group with our name; those whose names AWS services choose are made where they are used. */
export class LogGroup extends CloudwatchLogGroup {
  constructor(scope: Construct, id: string, { prefix, name, retentionDays }: LogGroupProps) {
    super(scope, id, { name: logGroupName(prefix, name), retentionInDays: retentionDays });
  }
}

/** `stockroom-dev` and `gateway` -> `/stockroom/dev/gateway` */
export function logGroupName(prefix: string, name: string): string {
  return `/${prefix.replace('-', '/')}/${name}`;
}
