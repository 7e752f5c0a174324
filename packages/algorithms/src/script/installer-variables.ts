import type { Environment } from "../container.ts";

/** What installers and the builds that they start go by; everything else of a job's environment is kept from them. */
const READ =
  /^(PATH|HOME|LANG|LC_.*|TZ|VIRTUAL_ENV|CONDA_PREFIX|PYENV_VERSION|SSL_CERT_(FILE|DIR)|(REQUESTS|CURL)_CA_BUNDLE|((https?|ftp|all|no)_proxy)|PIP_.*|UV_.*|SETUPTOOLS_.*|CMAKE_.*|CC|CXX|(C|CXX|CPP|LD)FLAGS|MAX_JOBS|CUDA_HOME|FORCE_CUDA|TORCH_CUDA_ARCH_LIST)$/i;
/** Those whose value may name a file without a slash in it. */
const NAMES_A_FILE = /(CONSTRAINT|REQUIREMENT|OVERRIDE|FIND_LINKS|CONFIG_FILE|PROJECT|DIRECTORY|WORKING)/;
const REMOTE = /^((https?|socks5h?):\/\/|git\+(https?|ssh):\/\/)/;
const MENTIONED = /\$\{([A-Z0-9_]+)\}/g;

export interface InstallerVariables {
  readonly variables: Readonly<Record<string, string>>;
  /** None of them names something that is the job's alone. */
  readonly isComplete: boolean;
}

/**
 * The part of a job's `environment` that an installation may depend on: well-known names, and what the requirements
 * mention as `${NAME}`. `machine` is what all programs of this machine have.
 */
export function installerVariables(
  environment: Environment,
  { machine, texts }: { readonly machine: Environment; readonly texts: Iterable<string> },
): InstallerVariables {
  const mentioned = new Set(
    [...texts].flatMap((text) => [...text.matchAll(MENTIONED)].map(([, name]) => name)),
  );
  const given = Object.entries(environment)
    .filter((entry): entry is [string, string] => entry[1] !== undefined)
    .filter(([name]) => READ.test(name) || mentioned.has(name))
    .sort(([a], [b]) => (a < b ? -1 : 1));
  const own = given.filter(([name, value]) => machine[name] !== value);
  const isComplete = own.every(
    ([name, value]) => REMOTE.test(value) || !(value.includes("/") || NAMES_A_FILE.test(name)),
  );
  return { variables: Object.fromEntries(given), isComplete };
}
