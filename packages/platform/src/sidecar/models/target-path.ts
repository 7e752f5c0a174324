import { createHash } from "node:crypto";

/** As SageMaker bounds the header. */
const LONGEST = 1_024;

/** Whether the text may name a model below a prefix: a path of plain segments, none of which leads elsewhere. */
export function isTargetPath(target: string): boolean {
  if (target === "" || target.length > LONGEST || !/^[\x20-\x7e]+$/.test(target) || target.includes("\\"))
    return false;
  return target.split("/").every((segment) => segment !== "" && segment !== "." && segment !== "..");
}

/** What a folder and a container call the model, whatever its path. */
export function modelNameOf(target: string): string {
  return createHash("sha256").update(target).digest("hex").slice(0, 32);
}
