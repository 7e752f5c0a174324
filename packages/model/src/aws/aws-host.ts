/**
 * Domains that AWS's endpoints are in, of every partition, over IPv4 alone and over both: `dnsSuffix` and `dualStackDnsSuffix`
 * in botocore's partitions.json.
 */
export const AWS_DOMAINS = [
  "amazonaws.com",
  "api.aws",
  "amazonaws.com.cn",
  "api.amazonwebservices.com.cn",
  "amazonaws.eu",
  "api.amazonwebservices.eu",
  "c2s.ic.gov",
  "api.aws.ic.gov",
  "sc2s.sgov.gov",
  "api.aws.scloud",
  "csp.hci.ic.gov",
  "api.aws.hci.ic.gov",
  "cloud.adc-e.uk",
  "api.cloud-aws.adc-e.uk",
] as const;

/** What stands before AWS's domain in a host of an AWS endpoint, in lower case; undefined for any other host. */
export function labelsOfAwsHost(host: string): readonly string[] | undefined {
  const name = host.toLowerCase().replace(/\.$/, "");
  const domain = AWS_DOMAINS.find((suffix) => name === suffix || name.endsWith(`.${suffix}`));
  if (domain === undefined) return undefined;
  return name === domain ? [] : name.slice(0, -domain.length - 1).split(".");
}
