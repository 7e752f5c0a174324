import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { SlipwayError } from "@slipway/model";
import type { Model } from "../model/model.ts";
import { parseModel } from "../model/parse-model.ts";

/** Names that the model goes by in archives; otherwise it must be the folder's only file. */
const NAMES = ["xgboost-model", "xgboost-model.json", "xgboost-model.ubj", "model.json", "model.ubj"];

export async function findModel(folder: string): Promise<Model> {
  const entries = await readdir(folder, { withFileTypes: true }).catch((error: unknown) => {
    throw new SlipwayError("SLIP-XGB-008", `the model folder ${folder} is not there`, { cause: error });
  });
  const files = entries.filter((entry) => entry.isFile() && !entry.name.startsWith("."));
  const names = files.map((entry) => entry.name).sort();
  const name =
    NAMES.find((candidate) => names.includes(candidate)) ?? (names.length === 1 ? names[0] : undefined);
  if (name === undefined) {
    const found = names.length > 0 ? `it holds ${names.join(", ")}` : "it is empty";
    throw new SlipwayError("SLIP-XGB-008", `the model folder has no file named xgboost-model; ${found}`);
  }
  return parseModel(await readFile(join(folder, name)), name);
}
