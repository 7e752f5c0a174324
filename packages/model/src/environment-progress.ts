/** How far the making of a program's environment is. */
export interface EnvironmentProgress {
  /** Found so far, or where `ofPackages` is known, installed. */
  readonly packages: number;
  readonly ofPackages?: number;
  /** Downloaded so far. */
  readonly bytes?: number;
  /** As many as are known to be downloaded. */
  readonly ofBytes?: number;
}

/** How every message about an environment that is built begins. */
export const BUILDING = "Building the environment";
const FORM = new RegExp(
  `^${BUILDING}: (\\d{1,6})(?: of (\\d{1,6}))? packages?(?:, (\\d{1,7}\\.\\d)(?: of (\\d{1,7}\\.\\d))? MB)?$`,
);

/** As a line of the program's log and as a status message have it: `Building the environment: 12 of 30 packages, 45.0 MB`. */
export function environmentText({ packages, ofPackages, bytes, ofBytes }: EnvironmentProgress): string {
  const all = ofPackages ?? packages;
  const counted = `${packages}${ofPackages === undefined ? "" : ` of ${ofPackages}`} ${all === 1 ? "package" : "packages"}`;
  const most = ofBytes === undefined || ofBytes === bytes ? "" : ` of ${megabytes(ofBytes)}`;
  return `${BUILDING}: ${counted}${bytes === undefined ? "" : `, ${megabytes(bytes)}${most} MB`}`;
}

/** Undefined for any other text: whoever writes such a line can say no more than numbers. */
export function parseEnvironmentText(text: string): EnvironmentProgress | undefined {
  const found = text.length > 100 ? null : FORM.exec(text);
  if (found === null) return undefined;
  const [, packages, ofPackages, bytes, ofBytes] = found;
  return {
    packages: Number(packages),
    ...(ofPackages === undefined ? {} : { ofPackages: Number(ofPackages) }),
    ...(bytes === undefined ? {} : { bytes: bytesOf(bytes) }),
    ...(ofBytes === undefined ? {} : { ofBytes: bytesOf(ofBytes) }),
  };
}

const megabytes = (bytes: number): string => (Math.min(bytes, 9_999_999e6) / 1e6).toFixed(1);
const bytesOf = (text: string): number => Math.round(Number(text) * 1e6);

/** What the log of a program that may have an environment made first says of it. */
export const PREPARATION = {
  unknown: "Preparing the program",
  building: BUILDING,
  /** The whole line. */
  begins: (file: string, more = ""): string => `Installing the packages of ${file}${more}`,
  waits: (file: string, whom: string): string => `Waiting for another ${whom} that installs the same ${file}`,
  ends: (file: string, took: string): string => `Installed the packages of ${file} in ${took}`,
  runs: (command: string): string => `Running ${command}`,
} as const;

const FILE = "(?:uv\\.lock|requirements\\.txt|pyproject\\.toml)";
const LINES = {
  begins: new RegExp(`^Installing the packages of ${FILE}(?: \\([ ;\\w]{1,80}\\))?$`),
  waits: new RegExp(`^Waiting for another (?:job|program) that installs the same ${FILE}$`),
  ends: new RegExp(`^Installed the packages of ${FILE} in `),
  runs: /^Running /,
} as const;

/** Whether a status message is one of these. */
export function isPreparation(message: string): boolean {
  const isFixed = message === PREPARATION.unknown || message === PREPARATION.building;
  return isFixed || LINES.waits.test(message) || parseEnvironmentText(message) !== undefined;
}

/** What the lines of a log so far say of a program that may have its environment made first. */
export interface Preparation {
  /** What it does; absent while nothing of it is told. */
  readonly sentence?: string;
  /** Installers write into the log as well meanwhile. */
  readonly isBuilding?: boolean;
  /** The program itself has begun. */
  readonly hasBegun?: boolean;
}

/** What is known after another line. */
export function afterLine(before: Preparation, line: string): Preparation {
  if (before.isBuilding === true) {
    if (LINES.ends.test(line)) return {};
    return parseEnvironmentText(line) === undefined ? before : { isBuilding: true, sentence: line };
  }
  if (LINES.runs.test(line)) return { hasBegun: true };
  if (LINES.begins.test(line)) return { isBuilding: true, sentence: PREPARATION.building };
  return LINES.waits.test(line) ? { sentence: line } : before;
}
