import { askInterpreter } from "../../ask-interpreter.ts";
import type { Environment } from "../../container.ts";
import { PROBE_SCRIPT } from "./probe-script.ts";

/** An interpreter that was asked; `xgboost` is the version that it can import. */
export interface Probe {
  /** The program itself, where the path asked was a shim. */
  readonly executable: string;
  readonly xgboost: string | undefined;
  /** Whether that trains on GPUs; where it does not tell, it is taken to. */
  readonly cuda: boolean;
}

interface Answer {
  readonly executable: string;
  readonly xgboost: string | null;
  readonly cuda?: boolean | null;
  readonly folders: readonly string[];
}

/** Older ones lack what the training script needs. */
const OLDEST = [1, 3] as const;

/** What the interpreter at `path` can do; undefined when it does not run. */
export async function probe(path: string, environment: Environment): Promise<Probe | undefined> {
  const dependsOn = (text: string) => {
    const answer = parse(text);
    return answer === undefined ? [] : [answer.executable, ...answer.folders];
  };
  const answer = parse(await askInterpreter(path, { script: PROBE_SCRIPT, dependsOn }, environment));
  if (answer === undefined) return undefined;
  return {
    executable: answer.executable,
    xgboost: usable(answer.xgboost),
    cuda: answer.cuda !== false,
  };
}

function parse(text: string | undefined): Answer | undefined {
  try {
    return text === undefined ? undefined : (JSON.parse(text) as Answer);
  } catch {
    return undefined;
  }
}

function usable(version: string | null): string | undefined {
  const [major = 0, minor = 0] = (version ?? "").split(".").map(Number);
  const enough = major > OLDEST[0] || (major === OLDEST[0] && minor >= OLDEST[1]);
  return version && enough ? version : undefined;
}
