import { execFile } from "node:child_process";
import { promisify } from "node:util";

/** What git says of a folder. */
export interface GitState {
  readonly commit: string;
  /** Absent where git takes too long to tell, or could not tell without running what the repository names. */
  readonly isDirty?: boolean;
  readonly branch?: string;
  /** Without users, passwords and whatever follows a question mark. */
  readonly remote?: string;
}

const PATIENCE_MS = 5_000;
const LONGEST = 1024;
const MOST_BYTES = 64 * 1024;
/** Characters of their settings' names. */
const MOST_FILTERS = 8 * 1024;
/** Nothing that the folder's settings name is run, and nothing is written or fetched. */
const QUIET = ["-c", "core.fsmonitor=false", "-c", "core.hooksPath=/dev/null", "--no-optional-locks"];
const NO_NETWORK = { GIT_NO_LAZY_FETCH: "1", GIT_ALLOW_PROTOCOL: "none", GIT_TERMINAL_PROMPT: "0" };

/** Undefined where the folder belongs to no repository with a commit, or there is no git. */
export async function gitState(
  folder: string,
  env: Readonly<Record<string, string | undefined>>,
): Promise<GitState | undefined> {
  const ask = (...words: readonly string[]) => git(folder, env, words);
  const commit = await ask("rev-parse", "--verify", "HEAD");
  if (commit === undefined || !/^[0-9a-f]{40,64}$/.test(commit)) return undefined;
  const [changes, branch, upstream] = await Promise.all([
    changesIn(folder, env),
    ask("symbolic-ref", "--short", "--quiet", "HEAD"),
    ask("config", "--get", "remote.origin.url"),
  ]);
  return {
    commit,
    ...(changes === undefined ? {} : { isDirty: changes !== "" }),
    ...(branch ? { branch: branch.slice(0, LONGEST) } : {}),
    ...(upstream ? { remote: withoutCredentials(upstream).slice(0, LONGEST) } : {}),
  };
}

/** The changed files; those that a repository's own filters would have to read count as they lie there. */
async function changesIn(
  folder: string,
  env: Readonly<Record<string, string | undefined>>,
): Promise<string | undefined> {
  const words = ["config", "--show-scope", "--name-only", "--get-regexp", "^filter\\."];
  const filters = (await git(folder, env, words)) ?? "";
  const own = filters.split("\n").flatMap((line) => {
    const [, name] = /^(?:local|worktree)\t(filter\..+)\.[^.]+$/.exec(line) ?? [];
    return name === undefined ? [] : [name];
  });
  // On git's command line a name ends at the first equals sign, and of a long answer the end may be missing.
  if (filters.length > MOST_FILTERS || own.some((name) => name.includes("="))) return undefined;
  const off = [...new Set(own)].flatMap((name) =>
    ["clean=", "smudge=", "process=", "required=false"].flatMap((setting) => ["-c", `${name}.${setting}`]),
  );
  return git(folder, env, [...off, "status", "--porcelain", "--ignore-submodules=dirty", "--", "."]);
}

/** `git@host:path` names no secret; anything else before an @ may. */
function withoutCredentials(url: string): string {
  return url.replace(/^([a-z][a-z0-9+.-]*:\/\/)[^/]*@/i, "$1").replace(/[?#].*$/, "");
}

async function git(
  folder: string,
  env: Readonly<Record<string, string | undefined>>,
  words: readonly string[],
): Promise<string | undefined> {
  try {
    const options = {
      cwd: folder,
      env: { ...env, ...NO_NETWORK },
      timeout: PATIENCE_MS,
      maxBuffer: MOST_BYTES,
    };
    const { stdout } = await promisify(execFile)("git", [...QUIET, ...words], options);
    return stdout.trim();
  } catch (error) {
    // More changes than are of interest are changes.
    const { code, stdout } = error as { readonly code?: unknown; readonly stdout?: string };
    return code === "ERR_CHILD_PROCESS_STDIO_MAXBUFFER" ? stdout : undefined;
  }
}
