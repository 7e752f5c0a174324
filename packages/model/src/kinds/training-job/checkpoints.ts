import type { TrainingJobSpec } from "./type.generated.ts";

const ROOT = "/opt/ml/";
const USUAL = "/opt/ml/checkpoints";
/** Folders that are laid out anew at each start, or hold what they may not be mixed with. */
const TAKEN = ["input", "code", "output"];

/** Where a training job's checkpoints are: the folder below `/opt/ml`, and the prefix in S3. */
export interface Checkpoints {
  readonly folder: string;
  /** With a slash at its end: `a/run1` is no folder of `a/run10`. */
  readonly s3Uri: string;
}

/** Undefined of a job that keeps none, and of one whose `localPath` cannot be served, which `checkpointProblem` tells. */
export function checkpointsOf({ checkpointConfig }: TrainingJobSpec): Checkpoints | undefined {
  const folder = checkpointConfig === undefined ? undefined : folderOf(checkpointConfig.localPath);
  if (folder === undefined) return undefined;
  return { folder, s3Uri: `${(checkpointConfig?.s3URI ?? "").replace(/\/+$/, "")}/` };
}

/** Why a job's checkpoints cannot be kept where it asks. */
export function checkpointProblem({ checkpointConfig }: TrainingJobSpec): string | undefined {
  if (checkpointConfig === undefined) return undefined;
  const { localPath, s3URI = "" } = checkpointConfig;
  if (!s3URI.startsWith("s3://"))
    return `checkpointConfig.s3URI ${s3URI} is no s3:// URI, and nothing else is served`;
  if (folderOf(localPath) !== undefined) return undefined;
  return `checkpointConfig.localPath ${localPath} is not served: give a folder below /opt/ml, for instance ${USUAL}, that is not in input or code and not output itself`;
}

function folderOf(localPath: string | undefined): string | undefined {
  const path = localPath || USUAL;
  if (!path.startsWith(ROOT) || path.includes("\0")) return undefined;
  const parts = path
    .slice(ROOT.length)
    .split("/")
    .filter((part) => part !== "" && part !== ".");
  const [first = "", second] = parts;
  if (first === "" || parts.includes("..") || second === ".slipway") return undefined;
  return TAKEN.includes(first) && (first !== "output" || second === undefined) ? undefined : parts.join("/");
}
