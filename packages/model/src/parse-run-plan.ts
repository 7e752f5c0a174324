import { SlipwayError } from "./errors/slipway-error.ts";
import { PLAN_FILE, PLAN_FILES_1, type RunPlan } from "./run-plan.ts";
import { type FetchPlan1, fromVersion1, type StorePlan1 } from "./run-plan-1.ts";

/** Throws SLIP-SIDECAR-005, which quotes nothing of the plan: it may hold credentials. */
export function parseRunPlan(text: string): RunPlan {
  const plan = parseObject(text, PLAN_FILE);
  const problem = problemOf(plan);
  if (problem !== undefined) throw unreadable(PLAN_FILE, problem);
  return plan as unknown as RunPlan;
}

/** The two files of version 1 as one plan; `store` is absent where nothing is stored. */
export function parseRunPlan1(fetch: string, store: string | undefined): RunPlan {
  const fetching = parseObject(fetch, PLAN_FILES_1.fetch);
  if (!isRecord(fetching["files"]) || !Array.isArray(fetching["inputs"]))
    throw unreadable(PLAN_FILES_1.fetch, "files and inputs are expected");
  const storing = store === undefined ? undefined : parseObject(store, PLAN_FILES_1.store);
  if (storing !== undefined && (typeof storing["run"] !== "string" || !isRecord(storing["outputs"])))
    throw unreadable(PLAN_FILES_1.store, "run and outputs are expected");
  return fromVersion1(fetching as unknown as FetchPlan1, storing as StorePlan1 | undefined);
}

function problemOf(plan: Readonly<Record<string, unknown>>): string | undefined {
  const { version, run, host, files, inputs, outputs, folders = [], told = {}, manifestUri, toldUri } = plan;
  if (version !== 2) return "it has another version than 2, as only a newer Slipway writes it";
  if (typeof run !== "string" || !isRecord(files)) return "run and files are expected";
  if (!isRecord(host) || !isCount(host["index"]) || !isCount(host["count"])) return "host is expected";
  if (!Array.isArray(inputs) || !inputs.every(isInput))
    return "inputs are expected to be a list of name, to and from";
  if (!Array.isArray(outputs) || !outputs.every(isOutput))
    return "outputs are expected to be a list of name, from and to";
  if (!Array.isArray(folders) || !folders.every((folder) => typeof folder === "string"))
    return "folders are expected to be a list of paths";
  if (!isRecord(told) || !hasTexts(told, Object.keys(told))) return "told is expected to be paths by name";
  const uris = Object.entries({ manifestUri, toldUri });
  const wrong = uris.find(([, uri]) => uri !== undefined && typeof uri !== "string");
  return wrong === undefined ? undefined : `${wrong[0]} must be a text`;
}

function isInput(value: unknown): boolean {
  if (!isRecord(value) || !hasTexts(value, ["name", "to", "as"]) || !isRecord(value["from"])) return false;
  const { from } = value;
  return "archive" in from
    ? hasTexts(from, ["archive"])
    : hasTexts(from, ["s3Uri", "s3DataType", "distribution", "compression"]);
}

const isOutput = (value: unknown): boolean =>
  isRecord(value) && hasTexts(value, ["name", "from", "to", "form", "when"]);

const hasTexts = (value: Readonly<Record<string, unknown>>, names: readonly string[]): boolean =>
  names.every((name) => typeof value[name] === "string");

const isCount = (value: unknown): boolean => Number.isSafeInteger(value) && Number(value) >= 0;

function parseObject(text: string, name: string): Readonly<Record<string, unknown>> {
  try {
    const plan: unknown = JSON.parse(text);
    if (isRecord(plan)) return plan;
  } catch {
    // The parser's message would quote the plan.
  }
  throw unreadable(name, "it is not a JSON object");
}

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

const unreadable = (name: string, why: string): SlipwayError =>
  new SlipwayError("SLIP-SIDECAR-005", `The plan ${name} cannot be read: ${why}.`);
