import type { Matrix } from "../../../packages/algorithms/src/xgboost/data/matrix.ts";
import { trainBuiltIn } from "../../../packages/algorithms/src/xgboost/engine/built-in.ts";
import { Hyperparameters } from "../../../packages/algorithms/src/xgboost/hyperparameters/hyperparameters.ts";

/** Trains with our engine as a job does; returns the lines it printed. */
export async function trainOurs(
  data: { readonly training: Matrix; readonly validation?: Matrix },
  how: { readonly hyperparameters: Readonly<Record<string, string>>; readonly modelPath: string },
): Promise<readonly string[]> {
  const lines: string[] = [];
  await trainBuiltIn({
    training: data.training,
    validation: data.validation,
    hyperparameters: new Hyperparameters(how.hyperparameters),
    modelPath: how.modelPath,
    draftPath: `${how.modelPath}.draft`,
    stop: new AbortController().signal,
    print: (line) => lines.push(line),
  });
  return lines;
}
