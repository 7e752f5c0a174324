import { usageError } from "../errors/usage-error.ts";

/** One `--result`: the folder's name, and where its files go; absent means a place of the job's own. */
export interface NamedResult {
  readonly name: string;
  readonly uri?: string;
}

const NAME = /^[A-Za-z0-9._-]{1,64}$/;
/** Of results that were not named. */
const UNNAMED = "results";

/** The `--result` options: `NAME`, `NAME=s3://BUCKET/PREFIX` or the place alone; without any there is one. Throws for what is neither. */
export function namedResults(given: readonly string[]): readonly NamedResult[] {
  if (given.length === 0) return [{ name: UNNAMED }];
  const results = given.map(namedResult);
  const names = results.map(({ name }) => name);
  const twice = names.find((name, at) => names.indexOf(name) !== at);
  if (twice !== undefined) throw usageError(`--result ${twice} is given twice; give each its own name`);
  return results;
}

function namedResult(option: string): NamedResult {
  if (option.startsWith("s3://")) return { name: UNNAMED, uri: option };
  const at = option.indexOf("=");
  const name = at < 0 ? option : option.slice(0, at);
  if (!NAME.test(name) || name === "." || name === "..")
    throw usageError(
      `--result ${option}: ${JSON.stringify(name)} can be no result's name: letters, digits and . _ - only`,
    );
  if (at < 0) return { name };
  const uri = option.slice(at + 1);
  if (uri.startsWith("s3://")) return { name, uri };
  throw usageError(
    `--result ${option}: results go to s3://BUCKET/PREFIX; fetch them from there: aws s3 cp --recursive`,
  );
}
