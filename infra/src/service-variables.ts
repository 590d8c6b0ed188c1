import type { ServiceManifest } from '@stockroom/service/manifest';
import { databaseEnvironment, databaseSecrets, urlVariable } from '@stockroom/service/manifest';

/** Variables that infra sets for every service. `TRUSTED_PROXIES` is for public services only. */
export const platformVariables = [
  'HOST',
  'PORT',
  'RELEASE',
  'AWS_REGION',
  'METRICS_NAMESPACE',
  'TRUSTED_PROXIES',
] as const;

/** Variables about the OpenID Connect issuer of the environment. */
export const issuerVariables = [
  'OIDC_ISSUER',
  'OIDC_CLIENT_ID',
  'OIDC_AUDIENCE',
  'OIDC_SCOPE_PREFIX',
  'OIDC_PERMISSIONS_CLAIM',
  'OIDC_SIGN_IN_PARAMETERS',
] as const;

/** Variables that infra sets for each service whose environment schema has them. */
export const availableVariables = ['NODE_ENV', 'PUBLIC_URL', ...issuerVariables] as const;

/** Variables with the ARN of a secret that a service fetches itself, for each service whose schema has them. */
export const secretArnVariables = ['API_KEYS_SECRET_ARN', 'ACTOR_KEY_SECRET_ARN'] as const;

/** The variable with the ARN of the key that the gateway signs callers with. */
export const actorKeyVariable =
  'ACTOR_KEY_SECRET_ARN' satisfies (typeof secretArnVariables)[number];

/** Secrets that every environment generates; the others are named in its `secrets`. */
export const generatedSecrets: readonly string[] = [...databaseSecrets, 'SESSION_KEY'];

/** The variables that infra sets for a service. Another value of them would have no effect, or do harm. */
export function variablesSetByInfra({ calls }: Pick<ServiceManifest, 'calls'>): string[] {
  return [
    ...platformVariables,
    ...availableVariables,
    ...secretArnVariables,
    ...Object.keys(databaseEnvironment),
    ...calls.map(urlVariable),
  ];
}

/** Whether a service's environment schema has a variable. */
export function readsVariable({ environment }: ServiceManifest, name: string): boolean {
  return name in (environment?.properties ?? {});
}
