import { AcmCertificate } from '@cdktf/provider-aws/lib/acm-certificate/index.js';
import { AcmCertificateValidation } from '@cdktf/provider-aws/lib/acm-certificate-validation/index.js';
import { DataAwsRoute53Zone } from '@cdktf/provider-aws/lib/data-aws-route53-zone/index.js';
import { Route53Record } from '@cdktf/provider-aws/lib/route53-record/index.js';
import { Route53Zone } from '@cdktf/provider-aws/lib/route53-zone/index.js';
import { Construct } from 'constructs';
import type { Domain } from '../../environments/environment.ts';

export interface CertificateProps {
  readonly domain: Domain;
}

/** A TLS certificate of ACM, validated by DNS and renewed automatically. */
export class Certificate extends Construct {
  /** The certificate, once it is issued. */
  readonly certificateArn: string;
  readonly domainName: string;
  readonly hostedZoneId: string;
  /** The name servers that the parent zone has to delegate to; `undefined` for an existing zone. */
  readonly nameServers: readonly string[] | undefined;

  constructor(scope: Construct, id: string, { domain }: CertificateProps) {
    super(scope, id);
    const zone = this.#zoneOf(domain);
    const certificate = new AcmCertificate(this, 'Default', {
      domainName: domain.name,
      validationMethod: 'DNS',
      // The load balancer uses the old one until it is replaced.
      lifecycle: { createBeforeDestroy: true },
    });
    const proof = certificate.domainValidationOptions.get(0);
    const record = new Route53Record(this, 'proof', {
      zoneId: zone.zoneId,
      name: proof.resourceRecordName,
      type: proof.resourceRecordType,
      records: [proof.resourceRecordValue],
      ttl: 300,
      allowOverwrite: true,
    });
    const validation = new AcmCertificateValidation(this, 'issued', {
      certificateArn: certificate.arn,
      validationRecordFqdns: [record.fqdn],
    });
    this.certificateArn = validation.certificateArn;
    this.domainName = domain.name;
    this.hostedZoneId = zone.zoneId;
    this.nameServers = domain.zone === 'own' ? zone.nameServers : undefined;
  }

  #zoneOf({ hostedZone: name, zone }: Domain): Route53Zone | DataAwsRoute53Zone {
    return zone === 'own'
      ? new Route53Zone(this, 'zone', { name, comment: 'Delegated to by its parent zone' })
      : new DataAwsRoute53Zone(this, 'zone', { name });
  }
}
