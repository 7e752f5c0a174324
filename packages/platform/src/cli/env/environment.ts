import type { HomeConnection } from "../context.ts";

export interface EnvironmentChange {
  readonly set: Readonly<Record<string, string>>;
  readonly unset: readonly string[];
}

/**
 * What would lead an AWS client elsewhere, or make it refuse: other credentials (session tokens, roles, profiles),
 * addresses of single services, switches that forbid a custom address.
 */
const MISLEADING = [
  "AWS_PROFILE",
  "AWS_DEFAULT_PROFILE",
  "AWS_SESSION_TOKEN",
  "AWS_SECURITY_TOKEN",
  "AWS_ROLE_ARN",
  "AWS_WEB_IDENTITY_TOKEN_FILE",
  "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI",
  "AWS_CONTAINER_CREDENTIALS_FULL_URI",
  "AWS_CREDENTIAL_EXPIRATION",
  "AWS_IGNORE_CONFIGURED_ENDPOINT_URLS",
  "AWS_USE_FIPS_ENDPOINT",
  "AWS_USE_DUALSTACK_ENDPOINT",
  "AWS_ENDPOINT_URL",
  "AWS_ENDPOINT_URL_S3",
  "AWS_ENDPOINT_URL_SAGEMAKER",
  "AWS_ENDPOINT_URL_SAGEMAKER_RUNTIME",
  "AWS_ENDPOINT_URL_STS",
] as const;

/** The files hold profiles whose settings (addresses, virtual-host buckets, roles) would still count beside ours. */
const NO_FILE = "/dev/null";

/** Hosts that no proxy is asked for; some clients send even loopback requests to one. */
const LOOPBACK = ["127.0.0.1", "localhost"];

/** What makes kubectl and every AWS client talk to this home, and to nothing else. */
export function environmentOf(
  connection: HomeConnection,
  env: Readonly<Record<string, string | undefined>>,
): EnvironmentChange {
  const { aws, kubeconfig } = connection;
  const otherAddresses = Object.keys(env).filter((name) => name.startsWith("AWS_ENDPOINT_URL_"));
  return {
    set: {
      KUBECONFIG: kubeconfig,
      ...addresses(aws),
      AWS_ACCESS_KEY_ID: aws.accessKeyId,
      AWS_SECRET_ACCESS_KEY: aws.secretAccessKey,
      AWS_REGION: aws.region,
      AWS_DEFAULT_REGION: aws.region,
      AWS_CONFIG_FILE: NO_FILE,
      AWS_SHARED_CREDENTIALS_FILE: NO_FILE,
      ...withoutProxy(env),
    },
    unset: [...new Set([...MISLEADING, ...otherAddresses])].sort(),
  };
}

/** One address for all, or one for each service where buckets are elsewhere. */
function addresses({ endpoint, s3Endpoint }: HomeConnection["aws"]): Readonly<Record<string, string>> {
  if (s3Endpoint === undefined) return { AWS_ENDPOINT_URL: endpoint };
  return {
    ...(s3Endpoint === "" ? {} : { AWS_ENDPOINT_URL_S3: s3Endpoint }),
    AWS_ENDPOINT_URL_SAGEMAKER: endpoint,
    AWS_ENDPOINT_URL_SAGEMAKER_RUNTIME: endpoint,
  };
}

function withoutProxy(env: Readonly<Record<string, string | undefined>>): Readonly<Record<string, string>> {
  const proxied = Object.keys(env).some((name) => /^(https?|all)_proxy$/i.test(name) && env[name]);
  if (!proxied) return {};
  const given = (env["no_proxy"] ?? env["NO_PROXY"] ?? "").split(",").map((host) => host.trim());
  const hosts = [...new Set([...given, ...LOOPBACK])].filter((host) => host !== "").join(",");
  return { NO_PROXY: hosts, no_proxy: hosts };
}
