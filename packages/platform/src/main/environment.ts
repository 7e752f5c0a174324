type Environment = Readonly<Record<string, string | undefined>>;

/** What programs get of this machine's environment: where things are, and what installing packages needs. No credentials of clouds. */
const FOR_PROGRAMS = [
  "PATH",
  "HOME",
  "LANG",
  "TZ",
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
  "LC_ALL",
  "NODE_OPTIONS",
  "NODE_EXTRA_CA_CERTS",
  "NODE_V8_COVERAGE",
] as const;

export function podEnvironment(env: Environment): Readonly<Record<string, string>> {
  return only(FOR_PROGRAMS, env);
}

/** Credentials and whatever else lies around in a shell stay there: the server, which outlives it, never has them. */
export function serverEnvironment(env: Environment): Readonly<Record<string, string>> {
  return only([...FOR_PROGRAMS, ...FOR_THE_SERVER], env);
}

function only(names: readonly string[], env: Environment): Readonly<Record<string, string>> {
  return Object.fromEntries(
    names.flatMap((name) => {
      const value = env[name];
      return value === undefined ? [] : [[name, value]];
    }),
  );
}
