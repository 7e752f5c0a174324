import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { SlipwayError } from "@slipway/model";

/** One channel's data, as the plan has it. */
export interface PlannedInput {
  readonly channel: string;
  readonly s3Uri: string;
  readonly s3DataType: "S3Prefix" | "ManifestFile";
  readonly distribution: "FullyReplicated" | "ShardedByS3Key";
  readonly compression: "None" | "Gzip";
}

export interface FetchPlan {
  /** Texts by path relative to `/opt/ml`. */
  readonly files: Readonly<Record<string, string>>;
  readonly inputs: readonly PlannedInput[];
  /** A tar.gz unpacked into `/opt/ml/code`. */
  readonly source?: string;
  /** A tar.gz unpacked into `/opt/ml/model`. */
  readonly model?: string;
}

export interface StorePlan {
  readonly run: string;
  readonly outputs: { readonly modelUri: string; readonly dataUri: string; readonly manifestUri: string };
}

export async function readFetchPlan(folder: string): Promise<FetchPlan> {
  const plan = await readPlan(folder, "fetch.json");
  if (!isRecord(plan["files"]) || !Array.isArray(plan["inputs"]))
    throw unreadable("fetch.json", "files and inputs are expected");
  return plan as unknown as FetchPlan;
}

export async function readStorePlan(folder: string): Promise<StorePlan> {
  const plan = await readPlan(folder, "store.json");
  const outputs = plan["outputs"];
  const named =
    isRecord(outputs) &&
    ["modelUri", "dataUri", "manifestUri"].every((name) => typeof outputs[name] === "string");
  if (typeof plan["run"] !== "string" || !named)
    throw unreadable("store.json", "run and outputs are expected");
  return plan as unknown as StorePlan;
}

async function readPlan(folder: string, name: string): Promise<Record<string, unknown>> {
  let text: string;
  try {
    text = await readFile(join(folder, name), "utf8");
  } catch (cause) {
    throw unreadable(name, "it is missing", cause);
  }
  try {
    const plan: unknown = JSON.parse(text);
    if (isRecord(plan)) return plan;
  } catch {
    // the parser's message would quote the plan, which may hold credentials
  }
  throw unreadable(name, "it is not a JSON object");
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

const unreadable = (name: string, why: string, cause?: unknown): SlipwayError =>
  new SlipwayError("SLIP-SIDECAR-005", `The plan ${name} cannot be read: ${why}.`, { cause });
