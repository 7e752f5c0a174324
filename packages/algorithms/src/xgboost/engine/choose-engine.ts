import { SlipwayError } from "@slipway/model";
import type { Environment } from "../../container.ts";
import { interpreters } from "../../interpreters.ts";
import { probe } from "./probe.ts";

/** Version of the built-in engine. */
const GBDT_VERSION = "0.1.0";

export type Engine =
  | { readonly kind: "built-in" }
  | {
      readonly kind: "python";
      readonly executable: string;
      readonly version: string;
      /** Whether it trains on GPUs. */
      readonly cuda: boolean;
    };

/** Real XGBoost where a Python of this machine can import it, unless `SLIPWAY_XGBOOST_ENGINE` says which one to use. */
export async function chooseEngine(environment: Environment): Promise<Engine> {
  const wanted = environment["SLIPWAY_XGBOOST_ENGINE"] || "auto";
  if (!["auto", "xgboost", "slipway"].includes(wanted)) {
    throw new SlipwayError(
      "SLIP-XGB-010",
      `SLIPWAY_XGBOOST_ENGINE must be auto, xgboost or slipway, got ${JSON.stringify(wanted)}`,
    );
  }
  if (wanted === "slipway") return { kind: "built-in" };
  const asked: string[] = [];
  for await (const path of interpreters(environment)) {
    asked.push(path);
    const found = await probe(path, environment);
    if (found?.xgboost === undefined) continue;
    return { kind: "python", executable: found.executable, version: found.xgboost, cuda: found.cuda };
  }
  if (wanted === "auto") return { kind: "built-in" };
  const where = asked.length > 0 ? `none of ${asked.join(", ")} can import it` : "there is no python3";
  throw new SlipwayError("SLIP-XGB-010", `SLIPWAY_XGBOOST_ENGINE asks for real XGBoost, but ${where}`);
}

/** As it stands in the log and on the job's status. */
export function engineName(engine: Engine): string {
  if (engine.kind === "built-in") return `slipway-gbdt ${GBDT_VERSION}`;
  return `xgboost ${engine.version} (python ${engine.executable})`;
}
