import { isOfCatchAws } from "@slipway/model/aws/catch-aws.ts";

import { ENGINE_VARIABLES } from "#lib/engine/engine-addresses.ts";

type Environment = Readonly<Record<string, string | undefined>>;

/** What programs get of this machine's environment: where things are, and what installing packages needs. No credentials of clouds. */
const FOR_PROGRAMS = [
  "PATH",
  "HOME",
  "VIRTUAL_ENV",
  "CONDA_PREFIX",
  "SLIPWAY_XGBOOST_ENGINE",
  "SSL_CERT_FILE",
  "SSL_CERT_DIR",
  "REQUESTS_CA_BUNDLE",
  "PIP_INDEX_URL",
  "PIP_CERT",
  "UV_DEFAULT_INDEX",
  "HTTP_PROXY",
  "HTTPS_PROXY",
  "NO_PROXY",
  "http_proxy",
  "https_proxy",
  "no_proxy",
] as const;

/** What the server itself needs beside it. */
const FOR_THE_SERVER = [
  "TMPDIR",
  "USER",
  "LOGNAME",
  "LANG",
  "LC_ALL",
  "TZ",
  "NODE_OPTIONS",
  "NODE_EXTRA_CA_CERTS",
  "NODE_V8_COVERAGE",
  ...ENGINE_VARIABLES,
] as const;

/** What AWS's SDKs look for, given only to a server that was started to speak to AWS. */
const FOR_AWS = [
  "AWS_ACCESS_KEY_ID",
  "AWS_SECRET_ACCESS_KEY",
  "AWS_SESSION_TOKEN",
  "AWS_PROFILE",
  "AWS_REGION",
  "AWS_DEFAULT_REGION",
  "AWS_CONFIG_FILE",
  "AWS_SHARED_CREDENTIALS_FILE",
  "AWS_ROLE_ARN",
  "AWS_ROLE_SESSION_NAME",
  "AWS_WEB_IDENTITY_TOKEN_FILE",
  "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI",
  "AWS_CONTAINER_CREDENTIALS_FULL_URI",
  "AWS_CONTAINER_AUTHORIZATION_TOKEN",
  "AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE",
  "AWS_EC2_METADATA_DISABLED",
  "AWS_ENDPOINT_URL",
  "AWS_ENDPOINT_URL_SAGEMAKER",
  "AWS_ENDPOINT_URL_CLOUDWATCH_LOGS",
  "AWS_USE_FIPS_ENDPOINT",
  "AWS_USE_DUALSTACK_ENDPOINT",
] as const;

/** Every machine's programs write numbers, sort words and tell the time alike; macOS has no such language, and keeps its own. */
const ALIKE = { TZ: "UTC", ...(process.platform === "darwin" ? {} : { LANG: "C.UTF-8" }) } as const;

export function podEnvironment(env: Environment): Readonly<Record<string, string>> {
  return { ...only([...FOR_PROGRAMS, "LANG"], env), ...ALIKE };
}

/**
 * Credentials and whatever else lies around in a shell stay there: the server, which outlives it, has those of AWS only
 * where it was asked for, and never any other.
 */
export function serverEnvironment(
  env: Environment,
  { aws }: { readonly aws: boolean },
): Readonly<Record<string, string>> {
  return only([...FOR_PROGRAMS, ...FOR_THE_SERVER, ...(aws ? FOR_AWS : [])], env);
}

function only(names: readonly string[], env: Environment): Readonly<Record<string, string>> {
  return Object.fromEntries(
    names.flatMap((name) => {
      const value = env[name];
      return value === undefined || isOfCatchAws(name, value) ? [] : [[name, value]];
    }),
  );
}
