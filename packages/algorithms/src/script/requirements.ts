import { access } from "node:fs/promises";
import { join } from "node:path";
import { SlipwayError } from "@slipway/model";
import type { Environment } from "../container.ts";
import { onPath } from "../interpreters.ts";
import type { InstalledFile } from "./install-steps.ts";
import { type InstalledFiles, requirementFiles, uvFiles } from "./installed-files.ts";

/** What a folder of code wants installed, and by which installer. */
export interface Requirements extends InstalledFiles {
  readonly file: InstalledFile;
  readonly uv?: string;
}

/** Of `uv.lock` where uv is there, else of `requirements.txt`; undefined where the code has neither. */
export async function requirementsOf(
  code: string,
  environment: Environment,
): Promise<Requirements | undefined> {
  const hasRequirements = await exists(join(code, "requirements.txt"));
  if (await exists(join(code, "uv.lock"))) {
    const uv = await onPath("uv", environment);
    if (uv) return { file: "uv.lock", uv, ...(await uvFiles(code)) };
    if (!hasRequirements) {
      throw new SlipwayError(
        "SLIP-SCRIPT-003",
        "uv.lock needs uv, which is not on the PATH; install it or give a requirements.txt",
      );
    }
  }
  return hasRequirements ? { file: "requirements.txt", ...(await requirementFiles(code)) } : undefined;
}

async function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}
