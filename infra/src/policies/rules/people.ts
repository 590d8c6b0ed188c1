import { blocks, strings } from '../../synthesized/stacks.ts';
import { type Policy, unless } from '../policy.ts';

const pools = ['aws_cognito_user_pool'] as const;

/** Attributes that do not identify a person, and by which no person is reached. */
const harmless = ['locale', 'zoneinfo', 'updated_at'];

/** Only people who were let in sign in, and not by a password that somebody guessed. */
export const people: readonly Policy[] = [
  {
    id: 'people/administrators-add-people',
    reason: 'whoever finds the page makes an account',
    source: 'AWS Well-Architected SEC02-BP06',
    fix: 'set adminCreateUserConfig.allowAdminCreateUserOnly to true',
    types: pools,
    violations: ({ attributes }) =>
      unless(
        blocks(attributes.admin_create_user_config).some(
          ({ allow_admin_create_user_only }) => allow_admin_create_user_only === true,
        ),
        'lets everybody sign up',
      ),
  },
  {
    id: 'people/strong-passwords',
    reason: 'a short password is guessed',
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
        'takes weak passwords',
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
      unless(attributes.mfa_configuration === 'ON', 'asks for no second factor'),
  },
  {
    id: 'people/threat-protection',
    reason: 'passwords that leaked elsewhere are tried here, by the thousand',
    source: 'AWS FSBP Cognito.1',
    fix: 'set userPoolAddOns.advancedSecurityMode to ENFORCED, and userPoolTier to PLUS',
    types: pools,
    where: 'production',
    violations: ({ attributes }) =>
      unless(
        blocks(attributes.user_pool_add_ons).some(
          ({ advanced_security_mode }) => advanced_security_mode === 'ENFORCED',
        ),
        'does not refuse leaked passwords',
      ),
  },
  {
    id: 'people/protected',
    reason: 'one wrong plan deletes the people, who all have to be invited again',
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
      'a person changes the address or name that they are known by, with the access token of any sign-in',
    source: 'Amazon Cognito API reference, CreateUserPoolClient (WriteAttributes)',
    fix: `set writeAttributes to an attribute that identifies no person, like ['locale']: without any, Cognito lets the client write all`,
    types: ['aws_cognito_user_pool_client'],
    violations: ({ attributes }) => {
      const writable = strings(attributes.write_attributes);
      if (writable.length === 0) return [{ message: 'may write every attribute of a person' }];
      return writable
        .filter((name) => !harmless.includes(name))
        .map((name) => ({ message: `may write the attribute ${name} of a person`, subject: name }));
    },
  },
  {
    id: 'people/code-with-pkce',
    reason:
      'tokens in an address are in histories and logs, and a secret of a client is in the state',
    source: 'OAuth 2.0 Security Best Current Practice, RFC 9700',
    fix: "set allowedOauthFlows to ['code'] and generateSecret to false",
    types: ['aws_cognito_user_pool_client'],
    violations: ({ attributes }) => [
      ...unless(
        !(attributes.allowed_oauth_flows as readonly string[] | undefined)?.includes('implicit'),
        'gives out tokens in addresses',
      ),
      ...unless(attributes.generate_secret !== true, 'has a secret, which is in the state'),
    ],
  },
];
