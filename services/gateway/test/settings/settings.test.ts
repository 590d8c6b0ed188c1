import { ConfigError, readConfig } from '@stockroom/service';
import { describe, expect, test } from 'vitest';
import { environment } from '../../src/config.ts';
import { readSettings } from '../../src/settings/settings.ts';
import { createGateway } from '../fixtures/gateway.ts';

const settingsOf = (variables: Record<string, string>) =>
  readSettings(readConfig(environment, { NODE_ENV: 'test', ...variables }));

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
  test('is configured by five variables', () => {
    expect(settingsOf({ ...issuer, ...browser }).signIn).toMatchObject({
      publicUrl: 'https://stock.example.com',
      issuer: { issuer: 'https://issuer.example.com', audiences: ['stockroom'] },
      sessions: { hours: 8 },
    });
  });

  test.each([...Object.keys(issuer), ...Object.keys(browser)])('requires %s', (name) => {
    const { [name]: _, ...others } = { ...issuer, ...browser } as Record<string, string>;
    expect(() => settingsOf(others)).toThrow(ConfigError);
    expect(() => settingsOf(others)).toThrow(`signing in also needs ${name}`);
  });

  test('is not configured by a session key alone', () => {
    expect(settingsOf({ SESSION_KEY: browser.SESSION_KEY }).signIn).toBe(undefined);
  });

  test.each([
    ['SESSION_KEY', 'short'],
    ['SESSION_KEY', `${'k'.repeat(32)},short`],
    ['PUBLIC_URL', 'https://stock.example.com/'],
    ['PUBLIC_URL', 'stock.example.com'],
    ['OIDC_ISSUER', 'ftp://issuer.example.com'],
    ['API_KEYS_SECRET_ARN', 'api-keys'],
    ['OIDC_SIGN_IN_PARAMETERS', 'audience'],
  ])('%s cannot be %s', (name, value) => {
    const all = { ...issuer, ...browser, [name]: value };
    expect(() => settingsOf(all)).toThrow(new RegExp(`^  - ${name}: must match`, 'm'));
  });
});

describe('an address is checked by its parsed host, not by its prefix', () => {
  test.each<[name: string, value: string, fix: string]>([
    ['OIDC_ISSUER', 'http://issuer.example.com', 'https://issuer.example.com/path'],
    ['OIDC_ISSUER', 'http://localhost.example.com', 'https://issuer.example.com/path'],
    ['OIDC_ISSUER', 'http://localhost:x@i.example/', 'without user info'],
    ['OIDC_ISSUER', 'http://127.0.0.1:80@i.example/', 'without user info'],
    ['OIDC_ISSUER', 'https://user@issuer.example.com', 'without user info'],
    ['OIDC_ISSUER', 'https://issuer.example.com/#a', 'without user info, query and fragment'],
    ['OIDC_ISSUER', 'https://issuer.example.com/?a', 'without user info, query and fragment'],
    ['PUBLIC_URL', 'https://stock.example.com\\evil.example.com', 'https://stock.example.com'],
    ['PUBLIC_URL', 'http://localhost\\', 'https://stock.example.com'],
    ['PUBLIC_URL', 'http://127.1:8080', 'https://stock.example.com'],
    ['CORS_ORIGINS', 'https://Shop.example.com', 'https://shop.example.com'],
    ['CORS_ORIGINS', 'https://shop.example.com:443', 'https://shop.example.com'],
    ['CORS_ORIGINS', 'https://a.example,https://user@b.example', 'https://shop.example.com'],
    ['INVENTORY_URL', 'ftp://inventory:3001', 'http://127.0.0.1:3001'],
    ['INVENTORY_URL', 'http://user:secret@inventory:3001', 'without user info and path'],
    ['INVENTORY_URL', 'http://inventory:3001/api', 'without user info and path'],
  ])('%s cannot be %s', (name, value, fix) => {
    const read = () => settingsOf({ ...issuer, ...browser, [name]: value });
    expect(read).toThrow(ConfigError);
    expect(read).toThrow(new RegExp(`^  - ${name}: .*${fix.replaceAll('.', '\\.')}`, 'm'));
  });

  test.each([
    ['OIDC_ISSUER', 'http://localhost:9000/realms/stock'],
    ['OIDC_ISSUER', 'http://[::1]:9000'],
    ['OIDC_ISSUER', 'https://example.eu.auth0.com/'],
    ['PUBLIC_URL', 'http://stock.example.com'],
    ['CORS_ORIGINS', 'https://a.example,http://localhost:5173'],
    ['INVENTORY_URL', 'http://inventory:3001'],
  ])('%s can be %s', (name, value) => {
    expect(() => settingsOf({ ...issuer, ...browser, [name]: value })).not.toThrow();
  });

  test('PUBLIC_URL is normalized to the spelling of browsers', () => {
    const settings = settingsOf({
      ...issuer,
      ...browser,
      PUBLIC_URL: 'https://Stock.example.com:443',
    });
    expect(settings.signIn?.publicUrl).toBe('https://stock.example.com');
    expect(settings.signIn?.sessions.publicUrl).toBe('https://stock.example.com');
  });
});

describe('the development issuer', () => {
  test('is available on your own machine', () => {
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
    [
      'another host behind user info',
      { PUBLIC_URL: 'http://127.0.0.1\\evil.com' },
      'PUBLIC_URL is not',
    ],
    ['a host that ends alike', { PUBLIC_URL: 'http://evillocalhost' }, 'PUBLIC_URL is not this'],
    [
      'a listener on all addresses',
      { HOST: '0.0.0.0' },
      'HOST=0.0.0.0 accepts connections from the network',
    ],
    [
      'a listener on a network address',
      { HOST: '192.168.1.5' },
      'HOST=192.168.1.5 accepts connections',
    ],
    ['another issuer', issuer, 'remove it, or remove OIDC_ISSUER'],
    ['no session key', { SESSION_KEY: '' }, 'also needs SESSION_KEY'],
    ['no public URL', { PUBLIC_URL: '' }, 'also needs PUBLIC_URL'],
  ])(
    'fails the start with %s, and the error names both variables',
    async (_what, variables, named) => {
      const all = { ...development, ...variables };
      await expect(createGateway(all)).rejects.toThrow(ConfigError);
      await expect(createGateway(all)).rejects.toThrow(
        new RegExp(`^  - DEVELOPMENT_SIGN_IN: .*${named}`, 'm'),
      );
    },
  );
});

describe('API keys', () => {
  test('are stored in one place', () => {
    expect(settingsOf({ API_KEYS_FILE: 'keys.json' }).keyStore?.place).toBe('the file keys.json');
    expect(settingsOf({ API_KEYS_SECRET_ARN: secretArn }).keyStore?.place).toContain(secretArn);
    expect(() =>
      settingsOf({ API_KEYS_FILE: 'keys.json', API_KEYS_SECRET_ARN: secretArn }),
    ).toThrow('use one of them');
  });
});

describe('in production', () => {
  test.each([{ NODE_ENV: 'production' }, { PUBLIC_URL: 'https://stock.example.com' }])(
    'some caller must be able to authenticate: %o',
    (production) => {
      expect(() => settingsOf(production)).toThrow('neither an issuer nor API keys are configured');
      expect(() => settingsOf({ ...production, API_KEYS_SECRET_ARN: secretArn })).not.toThrow();
    },
  );

  test.each(['http://stock.example.com', 'http://10.0.0.1:8080'])(
    'keys and sessions are never sent unencrypted: not under %s',
    async (url) => {
      const production = { NODE_ENV: 'production', PUBLIC_URL: url };
      await expect(createGateway(production)).rejects.toThrow(ConfigError);
      await expect(createGateway(production)).rejects.toThrow(
        /^ {2}- PUBLIC_URL: .* NODE_ENV=production is production; put HTTPS in front and write https:/m,
      );
    },
  );

  test.each(['https://stock.example.com', 'http://stockroom-local.alb.localhost:5566'])(
    'the gateway starts under %s, which is encrypted or stays on this machine',
    async (url) => {
      const { service } = await createGateway({
        NODE_ENV: 'production',
        PUBLIC_URL: url,
        ACTOR_KEY: 'k'.repeat(32),
      });
      expect((await service.inject('/health')).statusCode).toBe(200);
    },
  );

  test('in development the gateway starts without both, and rejects all API requests', async () => {
    const { service } = await createGateway({ API_KEYS_FILE: '' });
    const response = await service.inject('/api/v1/items');
    expect(response.statusCode).toBe(401);
  });
});
