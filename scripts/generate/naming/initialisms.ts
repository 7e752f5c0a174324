import { defined } from "../../../packages/model/src/defined.ts";

/**
 * How ACK spells the initialisms of AWS member names: an ordered table, because earlier rules change what later ones see.
 * The rules are facts of ACK's published field names (github.com/aws-controllers-k8s/pkg, Apache-2.0).
 */
export interface Initialism {
  /** As AWS may write it, e.g. `Arn`. */
  readonly camel: string;
  /** As ACK writes it inside a name, e.g. `ARN`. */
  readonly upper: string;
  /** As ACK writes it at the start of a field name, e.g. `arn`. */
  readonly lower: string;
  /** Where `camel` alone would also match longer words. */
  readonly pattern?: RegExp;
}

/** A word whose three spellings follow from the first. */
const plain = (camel: string): Initialism => ({
  camel,
  upper: camel.toUpperCase(),
  lower: camel.toLowerCase(),
});

const plains = (words: string): readonly Initialism[] => words.split(" ").map(plain);

const only = (camel: string, pattern: RegExp): Initialism => ({ ...plain(camel), pattern });

const spelt = (camel: string, upper: string, lower: string, pattern?: RegExp): Initialism => ({
  camel,
  upper,
  lower,
  ...defined({ pattern }),
});

export const INITIALISMS: readonly Initialism[] = [
  spelt("Ids", "IDs", "ids", /Ids/),
  only("Id", /Id(?!entifier|le|entity|entities|empotency)/),
  only("Dbi", /Dbi/),
  only("Db", /Db(?!i)/),
  only("Db", /DB/),
  spelt("CACert", "CACert", "caCert", /CACert/),
  spelt("MD5Of", "MD5Of", "md5Of", /M[dD]5Of/),
  only("Ipc", /Ipc/),
  spelt("IPAddress", "IPAddress", "ip_address"),
  spelt("IPv4", "IPv4", "ipv4", /I[Pp]v4/),
  spelt("IPv6", "IPv6", "ipv6", /I[Pp]v6/),
  only("Ip", /Ip(?!art|am)/),
  spelt("IPSet", "IPSet", "ip_set"),
  spelt("Amis", "AMIs", "amis", /Amis/),
  only("Ami", /Ami/),
  ...plains("Acl Acm AIML Acp Api Arn Asn"),
  spelt("Awsvpc", "AWSVPC", "awsVPC"),
  ...plains("Aws Az Bgp Cors Cidr Cname Cpu Crl Cps Csr Dhcp Dns Dpd Ebs Ec2"),
  only("Ecr", /(?![SsDd])[Ee]cr(?!et|ease)/),
  plain("Ecs"),
  only("Edi", /Edi(?!t)/),
  ...plains("Efs Eks"),
  only("Ena", /Ena(?!bl)/),
  ...plains("Ecmp Fifo Fpga Gid Gpu Grpc Html"),
  only("Http", /HTTP(?!S[A-Z])|Http(?!s)/),
  ...plains("Https Iam Icmp"),
  only("Io", /Io(?!ps)/),
  ...plains("Iops Ipam Ja3 Json Jwt Kms Ldap Mfa"),
  spelt("Mibps", "MiBps", "miBps", /Mibps/),
  only("Nat", /Nat(?!i)/),
  only("Oid", /Oid(?!c)/),
  spelt("OID", "OID", "oid", /OID(?!C)/),
  ...plains("Oidc Ocsp Pca Pid"),
  spelt("Ramdisk", "RAMDisk", "ramDisk", /Ramdisk/),
  only("Ram", /Ram/),
  ...plains("Rfc Sasl Scram Sdk Sha256 Sns Sqli Sql Sqs Sriov Sse Ssl Tcp Tde Tpm Tls"),
  only("Ttl", /(?!Thro)[Tt][Tt][Ll](?!ing|e)/),
  plain("Udp"),
  only("Uri", /(?!sec)uri(?!ty)|Uri|URI/),
  ...plains("Url Uuid"),
  spelt("Uids", "UIDs", "uids", /Uids/),
  only("Uid", /Uid/),
  only("Ui", /U[Ii](?![Dd])/),
  plain("Vlan"),
  only("Vpce", /[Vv]pce/),
  only("Vpc", /[Vv]pc(?!e)/),
  ...plains("Vpn Vgw Waf Xml Xss Yaml"),
];
