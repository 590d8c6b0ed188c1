import { ConfigError, readConfig } from '@stockroom/service';
import { describe, expect, test } from 'vitest';
import { accessSettings } from '../src/access/settings.ts';
import { environment } from '../src/config.ts';
import { makeGateway } from './fixtures/gateway.ts';

const settingsOf = (variables: Record<string, string>) =>
  accessSettings(readConfig(environment, { NODE_ENV: 'test', ...variables }));

const issuer = {
  OIDC_ISSUER: 'https://issuer.example.com',
  OIDC_AUDIENCE: 'stockroom',
  OIDC_CLIENT_ID: 'gateway',
};
const browser = { PUBLIC_URL: 'https://stock.example.com', SESSION_KEY: 'k'.repeat(32) };
const development = {
  DEVELOPMENT_SIGN_IN: 'true',
  PUBLIC_URL: 'http://127.0.0.1:8080',
  SESSION_KEY: 'k'.repeat(32),
};
const secretArn = 'arn:aws:secretsmanager:eu-west-1:123456789012:secret:stockroom/api-keys-AbCdEf';

describe('signing in at an issuer', () => {
  test('takes all that it needs', () => {
    expect(settingsOf({ ...issuer, ...browser }).signIn).toMatchObject({
      publicUrl: 'https://stock.example.com',
      issuer: { issuer: 'https://issuer.example.com', audiences: ['stockroom'] },
      sessions: { hours: 8 },
    });
  });

  test.each([...Object.keys(issuer), ...Object.keys(browser)])('does not go without %s', (name) => {
    const { [name]: _, ...others } = { ...issuer, ...browser } as Record<string, string>;
    expect(() => settingsOf(others)).toThrow(ConfigError);
    expect(() => settingsOf(others)).toThrow(`signing in also needs ${name}`);
  });

  test('is not there without an issuer: a session key and an address alone mean nothing', () => {
    expect(settingsOf(browser.PUBLIC_URL ? { SESSION_KEY: browser.SESSION_KEY } : {}).signIn).toBe(
      undefined,
    );
  });

  test.each([
    ['SESSION_KEY', 'short'],
    ['SESSION_KEY', `${'k'.repeat(32)},short`],
    ['PUBLIC_URL', 'https://stock.example.com/'],
    ['PUBLIC_URL', 'stock.example.com'],
    ['OIDC_ISSUER', 'http://issuer.example.com'],
    ['OIDC_ISSUER', 'http://localhost.example.com'],
    ['API_KEYS_SECRET_ARN', 'api-keys'],
    ['OIDC_SIGN_IN_PARAMETERS', 'audience'],
  ])('%s cannot be %s', (name, value) => {
    const all = { ...issuer, ...browser, [name]: value };
    expect(() => settingsOf(all)).toThrow(new RegExp(`^  - ${name}: must match`, 'm'));
  });
});

describe('the development issuer', () => {
  test('is there on a machine of your own', () => {
    expect(settingsOf(development).signIn?.issuer).toBe('development');
    for (const host of ['localhost:80', '[::1]:8080', 'stockroom.alb.localhost:5566']) {
      const settings = settingsOf({ ...development, PUBLIC_URL: `http://${host}` });
      expect(settings.signIn?.issuer).toBe('development');
    }
  });

  test.each<[what: string, variables: Record<string, string>, named: string]>([
    ['production', { NODE_ENV: 'production' }, 'NODE_ENV=production is production'],
    ['production misspelled', { NODE_ENV: 'Production' }, 'NODE_ENV=Production is production'],
    ['no NODE_ENV', { NODE_ENV: '' }, 'NODE_ENV=production is production'],
    ['an address with HTTPS', { PUBLIC_URL: 'https://127.0.0.1:8080' }, 'PUBLIC_URL is not this'],
    ['another host', { PUBLIC_URL: 'http://stock.example.com' }, 'PUBLIC_URL is not this machine'],
    ['a host that begins alike', { PUBLIC_URL: 'http://127.0.0.1.evil.com' }, 'PUBLIC_URL is not'],
    ['a host that ends alike', { PUBLIC_URL: 'http://evillocalhost' }, 'PUBLIC_URL is not this'],
    ['a port for the network', { HOST: '0.0.0.0' }, 'HOST=0.0.0.0 lets the network click'],
    ['an address of the network', { HOST: '192.168.1.5' }, 'HOST=192.168.1.5 lets the network'],
    ['another issuer', issuer, 'leave it out, or leave out OIDC_ISSUER'],
    ['no session key', { SESSION_KEY: '' }, 'also needs SESSION_KEY'],
    ['no address', { PUBLIC_URL: '' }, 'also needs PUBLIC_URL'],
  ])('refuses to start with %s, naming both variables', async (_what, variables, named) => {
    const all = { ...development, ...variables };
    await expect(makeGateway(all)).rejects.toThrow(ConfigError);
    await expect(makeGateway(all)).rejects.toThrow(
      new RegExp(`^  - DEVELOPMENT_SIGN_IN: .*${named}`, 'm'),
    );
  });
});

describe('API keys', () => {
  test('are kept in one place', () => {
    expect(settingsOf({ API_KEYS_FILE: 'keys.json' }).keyStore?.place).toBe('the file keys.json');
    expect(settingsOf({ API_KEYS_SECRET_ARN: secretArn }).keyStore?.place).toContain(secretArn);
    expect(() =>
      settingsOf({ API_KEYS_FILE: 'keys.json', API_KEYS_SECRET_ARN: secretArn }),
    ).toThrow('use one of them');
  });
});

describe('in production', () => {
  test.each([{ NODE_ENV: 'production' }, { PUBLIC_URL: 'https://stock.example.com' }])(
    'somebody must be able to call: %o',
    (production) => {
      expect(() => settingsOf(production)).toThrow('neither an issuer nor API keys are there');
      expect(() => settingsOf({ ...production, API_KEYS_SECRET_ARN: secretArn })).not.toThrow();
    },
  );

  test('elsewhere everything is closed then, and the gateway runs', async () => {
    const { service } = await makeGateway({ API_KEYS_FILE: '' });
    const answer = await service.inject('/api/v1/items');
    expect(answer.statusCode).toBe(401);
  });
});
