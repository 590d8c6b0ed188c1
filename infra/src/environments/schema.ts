/**
 * What an environment is: data, and nothing that has to be run to know it. `rules.ts` says which
 * values work together; they are checked before anything is synthesized.
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
  /** What the tasks run on: Fargate alone, or Fargate Spot on top of two tasks on Fargate. */
  readonly capacity: 'fargate' | 'fargate-spot';
  /** The name people type; `undefined` serves plain HTTP on the load balancer's own name. */
  readonly domain: Domain | undefined;
  readonly database: DatabaseSettings;
  /** Days that logs are kept; one of the values that CloudWatch Logs knows. */
  readonly logRetentionDays: number;
  /** Whether load balancer and database refuse to be deleted, and repositories to be emptied. */
  readonly deletionProtection: boolean;
  /** Whether engineers may open a shell in a running container (ECS Exec). */
  readonly executeCommand: boolean;
}

/** What every stack needs to know: whom it belongs to, where it goes, where its state is kept. */
export interface Deployment {
  /** Lower-case name, at most 8 characters; part of every AWS name. */
  readonly name: string;
  readonly account: Account;
  readonly state: State;
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
  /** A NAT gateway in each Availability Zone, or one for all: cheaper, and lost with its zone. */
  readonly natGateways: 'per-zone' | 'single';
}

export interface Domain {
  /** `stock.example.com` */
  readonly name: string;
  /** The public Route 53 zone that it belongs to: `example.com` */
  readonly hostedZone: string;
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
}
