import type { ServiceManifest } from '@stockroom/service/manifest';

/**
 * An environment: plain data. `infra/src/validation` checks every value, and which values work
 * together, before anything is synthesized.
 */
export interface Environment extends Deployment {
  /** Production: data and entry points must be protected, every Availability Zone must stand alone. */
  readonly production: boolean;
  /** Whose ECR repositories the images come from: the ones all environments share, or its own. */
  readonly registry: 'shared' | 'own';
  /**
   * How a release becomes an image. `digest`: looked up in ECR by the plan, which fails when the
   * image is missing. `tag`: taken as it is, for an environment without a registry that stores images.
   */
  readonly images: 'digest' | 'tag';
  /** The release that is deployed when none is named; `undefined` asks for one. */
  readonly defaultRelease: string | undefined;
  readonly network: NetworkSettings;
  readonly capacity: Capacity;
  /** The name people type, served by HTTPS; `undefined` only in an emulated AWS, by plain HTTP. */
  readonly domain: Domain | undefined;
  /** AWS WAF in front of the load balancer; `undefined` leaves it out. */
  readonly firewall: Firewall | undefined;
  readonly database: DatabaseSettings;
  /** Where people sign in; `undefined` lets nobody sign in, and only API keys are left. */
  readonly signIn: SignIn | undefined;
  /**
   * The ARNs of the secrets in Secrets Manager that services read besides the database's, by the
   * variable that a manifest names: `{ API_KEY: 'arn:aws:secretsmanager:...' }`
   */
  readonly secrets: Readonly<Record<string, string>>;
  /** What differs from the manifests, by the name of the service; left out, the manifests apply. */
  readonly services?: Readonly<Record<string, ServiceSettings>>;
  readonly operations: Operations;
  /** Days that logs are kept; one of the values that CloudWatch Logs knows. */
  readonly logRetentionDays: number;
  /** Whether load balancer and database refuse to be deleted, and repositories to be emptied. */
  readonly deletionProtection: boolean;
  /** Whether engineers may open a shell in a running container (ECS Exec). */
  readonly executeCommand: boolean;
  /**
   * The GitHub repository, `owner/name`, whose workflows may deploy this environment, by a GitHub
   * environment of the same name; `undefined` lets none.
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

/** The AWS account that is deployed to. Another one is refused by Terraform. */
export interface Account {
  /** 12 digits. */
  readonly id: string;
  readonly region: string;
  /** URL of an emulated AWS on this machine, which then takes every call; `undefined` is AWS. */
  readonly emulator: string | undefined;
}

/** Where the Terraform state of the stacks is kept, a file for each. */
export type State =
  | { readonly kind: 'local' /** Absolute path. */; readonly directory: string }
  | { readonly kind: 's3'; readonly bucket: string; readonly region: string };

export interface NetworkSettings {
  /** The VPC's address range, /16 to /20. Must not overlap with another environment's. */
  readonly cidr: string;
  /** 2 to 4 Availability Zones of the region; each gets a subnet of every tier. */
  readonly availabilityZones: readonly string[];
  /**
   * A NAT gateway in each Availability Zone; one for all, which is cheaper and lost with its zone;
   * or none: tasks then reach AWS by interface endpoints, and nothing else.
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
      /** Of each service, the tasks that stay when AWS takes every Spot task back at once. */
      readonly onDemandTasks: number;
    }
  | {
      /** Instances of an Auto Scaling group, as many as the tasks need. */
      readonly kind: 'ec2';
      /** An ARM64 one: `m7g.large`. Its network interfaces limit how many tasks it takes. */
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
   * `existing`: somebody made the zone. `own`: the environment makes it, and its parent zone has to
   * delegate to the output `name_servers` before the certificate is issued.
   */
  readonly zone: 'existing' | 'own';
}

export interface Firewall {
  /** Requests that one address may send in five minutes, 10 to 2,000,000,000 (WAF quotas). */
  readonly requestsPerAddress: number;
}

/** Who says who somebody is. */
export type SignIn =
  | {
      /** Amazon Cognito: a user pool of the environment's own. Only administrators add people to it. */
      readonly kind: 'cognito';
      /**
       * Start of the sign-in page's address, `<domainPrefix>.auth.<region>.amazoncognito.com`:
       * lower-case letters, digits and dashes, unique in the region among all of Cognito's customers.
       */
      readonly domainPrefix: string;
      /** Whether people also need an authenticator app. */
      readonly secondFactor: 'required' | 'optional' | 'none';
      /**
       * Whether Cognito refuses leaked passwords and suspicious attempts. It is part of Cognito's plan
       * Plus, which is paid for by the person and month.
       */
      readonly threatProtection: boolean;
    }
  | {
      /** Any other issuer of OpenID Connect: Auth0, Entra ID, Keycloak, Okta. */
      readonly kind: 'oidc';
      /** As it stands in the `iss` of its tokens: `https://example.eu.auth0.com/` */
      readonly issuer: string;
      /** The client without a secret (authorization code with PKCE) that the issuer knows Stockroom as. */
      readonly clientId: string;
      /** The `aud` of the access tokens that are meant for Stockroom. */
      readonly audience: string;
      /** What the issuer puts before the scopes: `api://stockroom/`; empty where it puts nothing. */
      readonly scopePrefix: string;
      /** The claim that says what a person may, where it is not the scope: `permissions` of Auth0. */
      readonly permissionsClaim: string | undefined;
      /** What else the issuer wants to be told when somebody signs in: `audience=stockroom` of Auth0. */
      readonly signInParameters: string | undefined;
    };

/** What counts as working, and who hears when it does not. */
export interface Operations {
  /** Each is asked by mail to confirm, and gets every alarm from then on. */
  readonly alarmEmails: readonly string[];
  /** Share of the requests that must not fail, percent of 30 days: 99.9 allows 43 minutes of failing. */
  readonly availabilityPercent: number;
  /** Milliseconds in which 99 of 100 requests are answered. */
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
   * Instances, each in an Availability Zone of its own. DocumentDB: one writer and replicas.
   * PostgreSQL: 2 is Multi-AZ with a standby, and there is no more.
   */
  readonly instances: number;
  /** Days of backups to restore from, 1 to 35. */
  readonly backupRetentionDays: number;
  /**
   * The snapshot that the database is made from, its name or ARN; `undefined` makes an empty one.
   * A change of it makes a new database in the place of the old one.
   */
  readonly restoreFrom: string | undefined;
}
