const ROOT = "/opt/ml/";
const PROCESSING = "processing";

/**
 * A `LocalPath` as a path below `/opt/ml`, without a slash at its end; undefined where it is not `/opt/ml/processing` or below it.
 * https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_ProcessingS3Input.html
 */
export function belowOptMl(localPath: string | undefined): string | undefined {
  if (localPath?.startsWith(`${ROOT}${PROCESSING}`) !== true) return undefined;
  const parts = localPath
    .slice(ROOT.length)
    .split("/")
    .filter((part) => part !== "" && part !== ".");
  if (parts[0] !== PROCESSING || parts.includes("..") || localPath.includes("\0")) return undefined;
  return parts.join("/");
}
