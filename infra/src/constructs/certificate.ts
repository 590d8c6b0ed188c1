import { AcmCertificate } from '@cdktf/provider-aws/lib/acm-certificate/index.js';
import { AcmCertificateValidation } from '@cdktf/provider-aws/lib/acm-certificate-validation/index.js';
import { DataAwsRoute53Zone } from '@cdktf/provider-aws/lib/data-aws-route53-zone/index.js';
import { Route53Record } from '@cdktf/provider-aws/lib/route53-record/index.js';
import { Construct } from 'constructs';

export interface CertificateProps {
  /** `stock.example.com` */
  readonly domainName: string;
  /** The public Route 53 zone that it belongs to. */
  readonly hostedZone: string;
}

/** A TLS certificate that ACM issues once the zone proves the domain, and renews by itself. */
export class Certificate extends Construct {
  /** The certificate, once it is issued. */
  readonly certificateArn: string;
  readonly hostedZoneId: string;

  constructor(scope: Construct, id: string, props: CertificateProps) {
    super(scope, id);
    const zone = new DataAwsRoute53Zone(this, 'zone', { name: props.hostedZone });
    const certificate = new AcmCertificate(this, 'Default', {
      domainName: props.domainName,
      validationMethod: 'DNS',
      // The load balancer keeps the old one until the new one is in its place.
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
    this.hostedZoneId = zone.zoneId;
  }
}
