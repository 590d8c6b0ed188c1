import { blocks, strings } from '../../synthesized/stacks.ts';
import { type Policy, unless } from '../policy.ts';

const pools = ['aws_cognito_user_pool'] as const;

/** Attributes that neither identify nor reach a person. */
const harmless = ['locale', 'zoneinfo', 'updated_at'];

/** Only invited people sign in, and a guessed password is not enough. */
export const people: readonly Policy[] = [
  {
    id: 'people/administrators-add-people',
    reason: 'anyone who finds the page can create an account',
    source: 'AWS Well-Architected SEC02-BP06',
    fix: 'set adminCreateUserConfig.allowAdminCreateUserOnly to true',
    types: pools,
    violations: ({ attributes }) =>
      unless(
        blocks(attributes.admin_create_user_config).some(
          ({ allow_admin_create_user_only }) => allow_admin_create_user_only === true,
        ),
        'allows self-registration',
      ),
  },
  {
    id: 'people/strong-passwords',
    reason: 'short passwords can be guessed',
    source: 'AWS FSBP Cognito.3',
    fix: 'set passwordPolicy: a minimumLength of 12 or more, of upper-case and lower-case letters, numbers and symbols',
    types: pools,
    violations: ({ attributes }) =>
      unless(
        blocks(attributes.password_policy).some(
          (policy) =>
            Number(policy.minimum_length) >= 12 &&
            ['lowercase', 'uppercase', 'numbers', 'symbols'].every(
              (kind) => policy[`require_${kind}`] === true,
            ),
        ),
        'accepts weak passwords',
      ),
  },
  {
    id: 'people/second-factor',
    reason: 'a stolen password is enough',
    source: 'AWS FSBP Cognito.5, AWS Well-Architected SEC02-BP01',
    fix: 'set mfaConfiguration to ON',
    types: pools,
    where: 'production',
    violations: ({ attributes }) =>
      unless(attributes.mfa_configuration === 'ON', 'does not require a second factor'),
  },
  {
    id: 'people/threat-protection',
    reason: 'attackers try passwords that leaked elsewhere',
    source: 'AWS FSBP Cognito.1',
    fix: 'set userPoolAddOns.advancedSecurityMode to ENFORCED, and userPoolTier to PLUS',
    types: pools,
    where: 'production',
    violations: ({ attributes }) =>
      unless(
        blocks(attributes.user_pool_add_ons).some(
          ({ advanced_security_mode }) => advanced_security_mode === 'ENFORCED',
        ),
        'does not block leaked passwords',
      ),
  },
  {
    id: 'people/protected',
    reason: 'one wrong plan deletes all people, who have to be invited again',
    source: 'AWS FSBP Cognito.6',
    fix: 'set deletionProtection to ACTIVE',
    types: pools,
    where: 'production',
    violations: ({ attributes }) =>
      unless(attributes.deletion_protection === 'ACTIVE', 'can be deleted'),
  },
  {
    id: 'people/named-by-administrators',
    reason:
      'people can change their identifying address or name, with the access token of any sign-in',
    source: 'Amazon Cognito API reference, CreateUserPoolClient (WriteAttributes)',
    fix: `set writeAttributes to an attribute that identifies no person, like ['locale']: with an empty list the client can write all`,
    types: ['aws_cognito_user_pool_client'],
    violations: ({ attributes }) => {
      const writable = strings(attributes.write_attributes);
      if (writable.length === 0) return [{ message: 'can write every attribute of a person' }];
      return writable
        .filter((name) => !harmless.includes(name))
        .map((name) => ({ message: `can write the attribute ${name} of a person`, subject: name }));
    },
  },
  {
    id: 'people/code-with-pkce',
    reason:
      'tokens in URLs end up in histories and logs, and a client secret in the Terraform state',
    source: 'OAuth 2.0 Security Best Current Practice, RFC 9700',
    fix: "set allowedOauthFlows to ['code'] and generateSecret to false",
    types: ['aws_cognito_user_pool_client'],
    violations: ({ attributes }) => [
      ...unless(
        !(attributes.allowed_oauth_flows as readonly string[] | undefined)?.includes('implicit'),
        'returns tokens in URLs',
      ),
      ...unless(attributes.generate_secret !== true, 'has a secret, which is in the state'),
    ],
  },
];
