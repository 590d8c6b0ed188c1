import { isLoopbackHttp } from '@stockroom/service/manifest';
import { Type } from 'typebox';
import type { Account, Deployment } from '../environments/environment.ts';
import { isExactVersion, isVersionConstraint } from '../terraform/provider-versions.ts';
import type { FieldsOf } from './schema.ts';

const accountSchema = Type.Object({
  id: Type.String({ pattern: '^\\d{12}$', fix: 'use the 12 digits of the AWS account' }),
  region: Type.String({
    pattern: '^[a-z]{2}(-[a-z]+)+-\\d$',
    fix: 'use the name of an AWS region, like us-east-1',
  }),
  emulator: Type.Optional(
    Type.Refine(
      Type.String({
        fix: 'use an address of this machine, like http://127.0.0.1:5566 (EMULATOR_URL): an emulated AWS must never be a real one',
      }),
      isLoopbackHttp,
    ),
  ),
} satisfies FieldsOf<Account>);

const stateSchema = Type.Union(
  [
    Type.Object({
      kind: Type.Literal('local'),
      directory: Type.String({ pattern: '^(/|[A-Za-z]:)', fix: 'use an absolute path' }),
    }),
    Type.Object({
      kind: Type.Literal('s3'),
      bucket: Type.String({
        pattern: '^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$',
        fix: 'use the name of an S3 bucket: 3 to 63 lower-case letters, digits, dots and dashes',
      }),
      region: Type.String({ minLength: 1, fix: "use the name of the bucket's AWS region" }),
    }),
  ],
  { fix: 'use "local" or "s3"' },
);

/** Formats and ranges of what every stack needs, those of no environment included. */
export const deploymentFields = {
  name: Type.String({
    pattern: '^[a-z][a-z0-9]{0,7}$',
    fix: 'use 1 to 8 lower-case letters and digits, starting with a letter',
  }),
  account: accountSchema,
  state: stateSchema,
  providerVersion: Type.Refine(
    Type.String({
      fix: 'use a version of the AWS provider, like 6.25.0; in an emulated AWS a range works as well, like ">= 5.100.0, < 7.0.0"',
    }),
    (version) => isExactVersion(version) || isVersionConstraint(version),
  ),
} satisfies FieldsOf<Deployment>;
