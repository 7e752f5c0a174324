import { XGBOOST_VERSIONS, type XgboostVersion } from "@slipway/model/algorithms/xgboost/versions.ts";

/** Which of AWS's images take something: from one version on, or up to one, both included. */
export interface ImageVersions {
  readonly since?: XgboostVersion;
  readonly until?: XgboostVersion;
  /** What other images take in its place. */
  readonly instead?: string;
}

/** The container of 0.72 takes what it knows and leaves the rest out of account; those since refuse what they do not know. */
const FIRST: XgboostVersion = "0.72";

/** The second names of hyperparameters. */
export const OTHER_NAMES: ImageVersions = { since: "1.0" };

/** True also where the job's image tells no version. */
export function takes(version: XgboostVersion | undefined, { since, until }: ImageVersions = {}): boolean {
  if (version === undefined) return true;
  const age = XGBOOST_VERSIONS.indexOf(version);
  const from = since === undefined ? 0 : XGBOOST_VERSIONS.indexOf(since);
  const to = until === undefined ? XGBOOST_VERSIONS.length : XGBOOST_VERSIONS.indexOf(until);
  return from <= age && age <= to;
}

/** Why a hyperparameter is none of the image's, in the words of its container; undefined where it is. */
export function extraneous(
  version: XgboostVersion | undefined,
  name: string,
  versions: ImageVersions | undefined,
): string | undefined {
  if (version === undefined || versions === undefined || takes(version, versions)) return undefined;
  const others = othersThan(version, versions);
  if (version === FIRST) return `${name} has no effect ${others}`;
  return `Extraneous hyperparameter found: ${name} ${others}`;
}

/** Why the image does not take a value, in the words of its container; undefined where it does. */
export function notInRange(
  version: XgboostVersion | undefined,
  { name, text, values }: { readonly name: string; readonly text: string; readonly values: ValueVersions },
): string | undefined {
  const versions = Object.hasOwn(values.of, text) ? values.of[text] : undefined;
  if (version === undefined || versions === undefined || takes(version, versions)) return undefined;
  const others = othersThan(version, versions);
  if (/^gpu_/.test(text)) return `GPU training is not supported yet ${others}: ${name}=${text}`;
  if (values.isList === true) {
    if (version === FIRST) return `Metric '${text}' is not supported ${others}`;
    return `Hyperparameter ${name}: value ['${text}'] not in range ${others}`;
  }
  const options = values.all
    .filter((value) => takes(version, values.of[value]))
    .map((value) => `'${value}'`)
    .join(", ");
  if (version === FIRST) return `Parameter '${name}' should be one of these options: ${options} ${others}`;
  return `Hyperparameter ${name}: ${text} is not in [${options}] ${others}`;
}

/** What is known of a hyperparameter's values. */
export interface ValueVersions {
  readonly all: readonly string[];
  /** Those that only some images take. */
  readonly of: Readonly<Record<string, ImageVersions>>;
  readonly isList?: boolean;
}

function othersThan(version: XgboostVersion, { since, until, instead }: ImageVersions): string {
  const others = since !== undefined && !takes(version, { since }) ? `from ${since} on` : `up to ${until}`;
  const hint = instead === undefined ? "" : `; use ${instead}`;
  return `(the image is of XGBoost ${version}, images ${others} take it${hint})`;
}
