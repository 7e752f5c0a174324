import { isOfCatchAws, PROXIES, TRUST } from "@slipway/model/aws/catch-aws.ts";
import type { HomeConnection } from "../context.ts";
import type { ClientFiles } from "./client-files.ts";
import { exceptions, LOOPBACK } from "./exceptions.ts";

export interface EnvironmentChange {
  readonly set: Readonly<Record<string, string>>;
  readonly unset: readonly string[];
}

export interface Surroundings {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly files: ClientFiles;
  /** Whether every host of AWS's is to lead to the home, too. */
  readonly catchAws: boolean;
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
] as const;

/** What the AWS door answers for beside buckets, as SDKs have the services' names in variables (AWS SDKs and Tools Reference Guide). */
const OF_DOOR = [
  "SAGEMAKER",
  "SAGEMAKER_RUNTIME",
  "SAGEMAKER_METRICS",
  "CLOUDWATCH",
  "CLOUDWATCH_LOGS",
  "IAM",
  "STS",
].map(addressOf);
const OF_BUCKETS = addressOf("S3");

function addressOf(service: string): string {
  return `AWS_ENDPOINT_URL_${service}`;
}

/** The files hold profiles whose settings (addresses, virtual-host buckets, roles) would still count beside ours. */
const NO_FILE = "/dev/null";

/** What makes kubectl and every AWS client talk to this home, and to nothing else. */
export function environmentOf(
  connection: HomeConnection,
  { env, files, catchAws }: Surroundings,
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
      SAGEMAKER_USER_CONFIG_OVERRIDE: files.sdkConfig,
      // What a role allows means nothing here, so any is good.
      SAGEMAKER_VALIDATE_ROLE: "false",
      ...(files.authority === undefined ? {} : { AWS_CA_BUNDLE: files.authority }),
      ...(catchAws ? caught(connection, files) : {}),
      ...withoutProxy(env, catchAws),
    },
    unset: [
      ...new Set([
        ...MISLEADING,
        ...OF_DOOR,
        OF_BUCKETS,
        ...otherAddresses,
        ...(files.authority === undefined ? ["AWS_CA_BUNDLE"] : []),
        ...(catchAws ? [] : ofEarlier(env)),
      ]),
    ].sort(),
  };
}

/** One address for all, or one for each service where buckets are elsewhere. */
function addresses({ endpoint, s3Endpoint }: HomeConnection["aws"]): Readonly<Record<string, string>> {
  if (s3Endpoint === undefined) return { AWS_ENDPOINT_URL: endpoint };
  return { ...(s3Endpoint === "" ? {} : { [OF_BUCKETS]: s3Endpoint }), ...all(OF_DOOR, endpoint) };
}

const all = (names: readonly string[], value: string): Readonly<Record<string, string>> =>
  Object.fromEntries(names.map((name) => [name, value]));

function caught({ aws }: HomeConnection, { trusted }: ClientFiles): Readonly<Record<string, string>> {
  return { ...all(PROXIES, aws.proxy ?? ""), ...all(TRUST, trusted) };
}

/** What an earlier `--catch-aws` left in this shell. */
const ofEarlier = (env: Surroundings["env"]): readonly string[] =>
  Object.keys(env).filter((name) => isOfCatchAws(name, env[name]));

function withoutProxy(env: Surroundings["env"], catchAws: boolean): Readonly<Record<string, string>> {
  const proxied = Object.keys(env).some(
    (name) => /^(https?|all)_proxy$/i.test(name) && env[name] && !isOfCatchAws(name, env[name]),
  );
  if (!proxied && !catchAws) return {};
  const given = exceptions(env["no_proxy"] ?? env["NO_PROXY"] ?? "", { exceptAws: catchAws });
  const hosts = [...new Set([...given, ...LOOPBACK])].join(",");
  return { NO_PROXY: hosts, no_proxy: hosts };
}
