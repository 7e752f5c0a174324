import type { Environment } from "../../container.ts";
import { jobFramework } from "../framework.ts";
import { type Asked, requirementsOf } from "../requirements.ts";
import { type ModelFolders, type ServedAs, servedAs } from "./served-as.ts";

/** A folder that asks for packages, and for which. */
export interface Asking {
  readonly folder: string;
  readonly asked: Asked;
}

/** The folders whose packages a served model has: those of the first that asks for some. MLflow writes what a model needs beside it. */
export const packageFolders = (codes: readonly string[], served: ServedAs): readonly string[] =>
  served.form === "mlflow" ? [served.code, ...codes] : codes;

/** The same for a model that nothing runs of yet; of one that cannot be served, which its program tells, those of its code. */
export async function packageFoldersIn(
  folders: ModelFolders,
  environment: Environment,
): Promise<readonly string[]> {
  const framework = jobFramework(environment)?.module;
  const served = await servedAs(folders, { environment, framework }).catch(() => undefined);
  return served === undefined ? folders.codes : packageFolders(folders.codes, served);
}

/** Undefined where none asks for packages. */
export async function firstThatAsks(
  folders: readonly string[],
  environment: Environment,
): Promise<Asking | undefined> {
  for (const folder of folders) {
    const asked = await requirementsOf(folder, environment);
    if (asked.requirements !== undefined) return { folder, asked };
  }
  return undefined;
}
