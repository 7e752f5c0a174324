/** What programs get of this machine's environment: where things are, and what installing packages needs. No credentials of clouds. */
const PASSED_ON = [
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

export function podEnvironment(
  env: Readonly<Record<string, string | undefined>>,
): Readonly<Record<string, string>> {
  return Object.fromEntries(
    PASSED_ON.flatMap((name) => {
      const value = env[name];
      return value === undefined ? [] : [[name, value]];
    }),
  );
}
