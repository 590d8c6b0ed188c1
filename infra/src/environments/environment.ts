import type { ServiceManifest } from '@stockroom/service/manifest';

/**
 * An environment: plain data. `infra/src/validation` checks every value, and which values work
 * together, before anything is synthesized.
 */
export interface Environment extends Deployment {
  /** Production: data and entry points must be protected, and the loss of an Availability Zone survived. */
  readonly production: boolean;
  /** The ECR repositories of the images: those that all environments share, or its own. */
  readonly registry: 'shared' | 'own';
  /**
   * How a task definition names an image. `digest`: the plan looks it up in ECR, and fails when the
   * image is missing. `tag`: the release as the tag, for a registry that stores no images.
   */
  readonly images: 'digest' | 'tag';
  /** The release that is deployed by default; `undefined` makes it required. */
  readonly defaultRelease: string | undefined;
  readonly network: NetworkSettings;
  readonly capacity: Capacity;
  /** The domain, served by HTTPS; `undefined` only in an emulated AWS, served by plain HTTP. */
  readonly domain: Domain | undefined;
  /** AWS WAF in front of the load balancer; `undefined` leaves it out. */
  readonly firewall: Firewall | undefined;
  readonly database: DatabaseSettings;
  /** The identity provider; `undefined` disables sign-in and leaves API keys. */
  readonly signIn: SignIn | undefined;
  /**
   * ARNs of the secrets in Secrets Manager that services read besides the database's, by the variable
   * in the manifest: `{ API_KEY: 'arn:aws:secretsmanager:...' }`
   */
  readonly secrets: Readonly<Record<string, string>>;
  /** What differs from the manifests, by the name of the service; left out, the manifests apply. */
  readonly services?: Readonly<Record<string, ServiceSettings>>;
  readonly operations: Operations;
  /** Days that logs are kept; one of the values that CloudWatch Logs accepts. */
  readonly logRetentionDays: number;
  /** Whether load balancer and database are protected from deletion, and repositories from deletion with images. */
  readonly deletionProtection: boolean;
  /** Whether engineers can open a shell in a running container (ECS Exec). */
  readonly executeCommand: boolean;
  /**
   * The GitHub repository, `owner/name`, whose workflows can deploy this environment, from a GitHub
   * environment of the same name; `undefined` for none.
   */
  readonly deployFrom: string | undefined;
}

/** What an environment sets for a service, in place of what its manifest has. */
export interface ServiceSettings {
  /**
   * Values for variables of the service's environment schema: `{ RATE_LIMIT_PER_MINUTE: 3000 }`.
   * Not secrets, which `secrets` names, and not the variables that infra sets itself.
   */
  readonly variables?: Readonly<Record<string, string | number | boolean>>;
  /** Fargate CPU units; 1024 are one vCPU. */
  readonly cpu?: number;
  /** MiB. */
  readonly memory?: number;
  /** Fields that are left out are those of the manifest. */
  readonly scaling?: Partial<ServiceManifest['scaling']>;
  /** What the image is built for, ARM64 by default. */
  readonly cpuArchitecture?: CpuArchitecture;
}

export type CpuArchitecture = 'ARM64' | 'X86_64';

/** What every stack needs: its owner, its account, and where its state is kept. */
export interface Deployment {
  /** Lower-case name, at most 8 characters; part of every AWS name. */
  readonly name: string;
  readonly account: Account;
  readonly state: State;
  /**
   * Version of the Terraform AWS provider: exact, like `6.25.0`, so that it does not depend on the
   * machine that deploys. In an emulated AWS a range works as well.
   */
  readonly providerVersion: string;
}

/** The AWS account to deploy to. Terraform rejects credentials of every other account. */
export interface Account {
  /** 12 digits. */
  readonly id: string;
  readonly region: string;
  /** URL of an emulated AWS on this machine, which then gets every call; `undefined` for AWS. */
  readonly emulator: string | undefined;
}

/** Where the Terraform states are kept, one file for each stack. */
export type State =
  | { readonly kind: 'local' /** Absolute path. */; readonly directory: string }
  | { readonly kind: 's3'; readonly bucket: string; readonly region: string };

export interface NetworkSettings {
  /** The VPC's address range, /16 to /20. Must not overlap with another environment's. */
  readonly cidr: string;
  /** 2 to 4 Availability Zones of the region; each gets a subnet of every tier. */
  readonly availabilityZones: readonly string[];
  /**
   * A NAT gateway in each Availability Zone; a single one, which is cheaper and lost with its zone; or
   * none: tasks then reach only AWS, by interface endpoints.
   */
  readonly natGateways: 'per-zone' | 'single' | 'none';
  /**
   * Whether tasks reach ECR, CloudWatch Logs, Secrets Manager and what else ECS needs inside the
   * VPC. Each endpoint costs by the hour and zone; they pay off with much traffic, or without NAT.
   */
  readonly interfaceEndpoints: boolean;
}

/** What the tasks run on. */
export type Capacity =
  | { readonly kind: 'fargate' }
  | {
      readonly kind: 'fargate-spot';
      /** Tasks of each service that remain when AWS interrupts all Spot tasks at once. */
      readonly onDemandTasks: number;
    }
  | {
      /** Instances of an Auto Scaling group, as many as the tasks need. */
      readonly kind: 'ec2';
      /** An ARM64 type: `m7g.large`. Its network interfaces limit how many tasks it runs. */
      readonly instanceType: string;
      readonly minInstances: number;
      readonly maxInstances: number;
    };

export interface Domain {
  /** `stock.example.com` */
  readonly name: string;
  /** The public Route 53 zone that it belongs to: `example.com` */
  readonly hostedZone: string;
  /**
   * `existing`: the zone exists already. `own`: the environment creates it, and its parent zone has to
   * delegate to the output `name_servers` before the certificate is issued.
   */
  readonly zone: 'existing' | 'own';
}

export interface Firewall {
  /** Requests that one address may send in five minutes, 10 to 2,000,000,000 (WAF quotas). */
  readonly requestsPerAddress: number;
}

/** The identity provider. */
export type SignIn =
  | {
      /** Amazon Cognito: a dedicated user pool, to which only administrators add people. */
      readonly kind: 'cognito';
      /**
       * Start of the sign-in page's address, `<domainPrefix>.auth.<region>.amazoncognito.com`:
       * lower-case letters, digits and dashes, unique in the region among all of Cognito's customers.
       */
      readonly domainPrefix: string;
      /** Whether people need an authenticator app as well. */
      readonly secondFactor: 'required' | 'optional' | 'none';
      /**
       * Whether Cognito blocks leaked passwords and suspicious attempts. Part of Cognito's plan Plus,
       * which is billed per person and month.
       */
      readonly threatProtection: boolean;
    }
  | {
      /** Any other OpenID Connect issuer: Auth0, Entra ID, Keycloak, Okta. */
      readonly kind: 'oidc';
      /** The `iss` of its tokens: `https://example.eu.auth0.com/` */
      readonly issuer: string;
      /** Id of the public client (authorization code with PKCE) for Stockroom. */
      readonly clientId: string;
      /** The `aud` of access tokens for Stockroom. */
      readonly audience: string;
      /** Prefix of the scopes: `api://stockroom/`, or empty. */
      readonly scopePrefix: string;
      /** The claim with a person's permissions, if it is not the scope: `permissions` for Auth0. */
      readonly permissionsClaim: string | undefined;
      /** Additional parameters of the sign-in request: `audience=stockroom` for Auth0. */
      readonly signInParameters: string | undefined;
    };

/** Service level objectives and alarms. */
export interface Operations {
  /** Each gets a mail to confirm the subscription, and then every alarm. */
  readonly alarmEmails: readonly string[];
  /** Share of the requests that must not fail, percent of 30 days: 99.9 allows 43 minutes of failing. */
  readonly availabilityPercent: number;
  /** Milliseconds in which 99 of 100 requests get their response. */
  readonly latencyMilliseconds: number;
  /** US dollars a month that the environment may cost, by its cost allocation tag `environment`. */
  readonly monthlyBudget: number;
}

export interface DatabaseSettings {
  /** Amazon DocumentDB 5.0, or RDS for PostgreSQL 17. */
  readonly kind: 'documentdb' | 'postgres';
  /** `db.t4g.medium` */
  readonly instanceClass: string;
  /**
   * Instances, each in a separate Availability Zone. DocumentDB: one writer and replicas.
   * PostgreSQL: at most 2, which is Multi-AZ with a standby.
   */
  readonly instances: number;
  /** Days of backups to restore from, 1 to 35. */
  readonly backupRetentionDays: number;
  /**
   * Name or ARN of the snapshot that the database is restored from; `undefined` for an empty one.
   * A change replaces the database.
   */
  readonly restoreFrom: string | undefined;
}
