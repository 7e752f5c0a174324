import type { Environment } from "../../container.ts";
import { gpuCount } from "../../gpu-count.ts";
import type { GpuUse } from "../hyperparameters/hyperparameters.ts";
import type { Engine } from "./choose-engine.ts";

/** Whether the job can train on a GPU, and otherwise why it cannot, as it completes "needs a GPU, and ...". */
export function gpuUse(engine: Engine, environment: Environment): GpuUse {
  if (engine.kind === "built-in")
    return {
      why: "training runs on CPUs where no Python here can import an XGBoost that is built with CUDA",
    };
  if (!engine.cuda) return { why: `XGBoost ${engine.version} of ${engine.executable} is built without CUDA` };
  if (gpuCount(environment) > 0) return "usable";
  return { why: "the job has none: an instance type with GPUs, such as ml.g5.xlarge, asks for one" };
}
