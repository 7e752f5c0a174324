import { dirname, isAbsolute, normalize } from "node:path/posix";
import { pathIn, type RunBody } from "@slipway/model/flows/index.ts";
import { TerminalError } from "#reconcile/reconciler.ts";

const ML = "/opt/ml";
const PARTS = ["inputs", "results", "artifacts"] as const;
/** What a program cannot do without, and would not find below a folder that is laid over it. */
const NEEDED =
  /^\/((bin|boot|etc|lib|lib32|lib64|root|run|sbin|usr|usr\/(bin|lib|lib64|local|sbin|share|local\/(bin|lib)))?$|(dev|proc|sys)(\/|$))/;

/** Where a step's paths are below `/opt/ml`. */
export interface StepPaths {
  below(path: string): string;
  /** Folders elsewhere, by where they are below `/opt/ml`. */
  readonly mounts: Readonly<Record<string, string>>;
}

/**
 * A program may find and leave things anywhere, as at `/airflow/xcom/return.json` or below `/tmp/kfp/outputs`: the folder that holds such a path is
 * laid over what its image has there. Throws TerminalError for a folder that programs need, and for what is no absolute path.
 */
export function stepPaths(body: RunBody): StepPaths {
  const all = PARTS.flatMap((part) => (body[part] ?? []).map((one) => pathIn(part, one)));
  const folders = new Set(all.map(checked).filter(isElsewhere).map(folderOf));
  const roots = [...folders].filter((one) => ![...folders].some((other) => one.startsWith(`${other}/`)));
  const mounts = new Map(roots.toSorted().map((root, index) => [root, `output/.slipway/elsewhere/${index}`]));
  return {
    mounts: Object.fromEntries(mounts),
    below(path) {
      const at = checked(path);
      const root = roots.find((one) => at.startsWith(`${one}/`));
      return root === undefined ? at.slice(ML.length + 1) : `${mounts.get(root)}${at.slice(root.length)}`;
    },
  };
}

function checked(path: string): string {
  const at = normalize(path).replace(/\/$/, "");
  if (isAbsolute(path) && at !== ML && at !== "" && !path.includes("\0")) return at;
  throw new TerminalError(
    "InvalidPath",
    `${JSON.stringify(path.slice(0, 200))} is no place for what a step reads or gives: expected an absolute path, as /tmp/out/data`,
  );
}

const isElsewhere = (path: string): boolean => !path.startsWith(`${ML}/`);

function folderOf(path: string): string {
  const folder = dirname(path);
  if (!NEEDED.test(folder) && folder !== "/opt") return folder;
  throw new TerminalError(
    "InvalidPath",
    `${path} is no place for what a step reads or gives, as ${folder} would be laid over: choose a folder of its own, as /tmp/out/data`,
  );
}
