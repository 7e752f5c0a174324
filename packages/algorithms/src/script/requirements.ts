import { access } from "node:fs/promises";
import { join } from "node:path";
import { SlipwayError } from "@slipway/model";
import type { Environment } from "../container.ts";
import { onPath } from "../interpreters.ts";
import type { InstalledFile } from "./install-steps.ts";
import { type InstalledFiles, projectFiles, requirementFiles, uvFiles } from "./installed-files.ts";
import { pythonProject } from "./python-project.ts";

/** What a folder of code wants installed, and by which installer. */
export interface Requirements extends InstalledFiles {
  readonly file: InstalledFile;
  /** Where uv is, if it installs them; otherwise pip does. */
  readonly uv?: string;
  /** What pip is given of a `pyproject.toml`. */
  readonly dependencies?: readonly string[];
}

export interface Asked {
  /** Undefined where nothing is to be installed. */
  readonly requirements?: Requirements;
  /** What the folder has and is not followed, and why: for the log. */
  readonly passedOver?: string;
}

/** Of `uv.lock` where uv is there, else of `requirements.txt`, else what `pyproject.toml` declares. */
export async function requirementsOf(code: string, environment: Environment): Promise<Asked> {
  const uv = await onPath("uv", environment);
  const isLocked = await exists(join(code, "uv.lock"));
  if (isLocked && uv) return { requirements: { file: "uv.lock", uv, ...(await uvFiles(code)) } };
  const asked = (await fromRequirementsTxt(code)) ?? (await fromProject(code, uv));
  if (!isLocked) return asked;
  if (asked.requirements === undefined) {
    throw new SlipwayError(
      "SLIP-SCRIPT-003",
      "uv.lock needs uv, which is not on the PATH; install it, or declare the packages in pyproject.toml or requirements.txt",
    );
  }
  const { file } = asked.requirements;
  return {
    ...asked,
    passedOver: `uv.lock is not followed, because uv is not on the PATH: the versions are those that pip finds for ${file}`,
  };
}

async function fromRequirementsTxt(code: string): Promise<Asked | undefined> {
  if (!(await exists(join(code, "requirements.txt")))) return undefined;
  return { requirements: { file: "requirements.txt", ...(await requirementFiles(code)) } };
}

async function fromProject(code: string, uv: string | undefined): Promise<Asked> {
  const project = await pythonProject(code);
  if (project?.elsewhere !== undefined) {
    return {
      passedOver: `${project.elsewhere}: nothing is installed. List them in project.dependencies, or give a requirements.txt`,
    };
  }
  if (project === undefined || project.dependencies.length === 0) return {};
  const { dependencies } = project;
  const requirements: Requirements = {
    file: "pyproject.toml",
    ...(uv === undefined ? { dependencies } : { uv }),
    ...(await projectFiles(code, project, uv === undefined ? "pip" : "uv")),
  };
  const isPoetry = await exists(join(code, "poetry.lock"));
  return {
    requirements,
    ...(isPoetry ? { passedOver: "poetry.lock is not followed: pyproject.toml is" } : {}),
  };
}

async function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}
