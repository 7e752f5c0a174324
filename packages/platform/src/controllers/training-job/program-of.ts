import { defined } from "@slipway/model";
import { IMAGE_VARIABLE } from "@slipway/model/algorithms/script/frameworks.ts";
import type { TrainingJob } from "@slipway/model/kinds/training-job/index.ts";
import type { RunInput } from "@slipway/model/run-plan.ts";
import type { AskedRun } from "#runs/launch.ts";
import { frameworkOf, resolveImage, SCRIPT_MODE } from "#runs/well-known-images.ts";

/** What a training job runs. */
export interface JobProgram {
  readonly runs: Pick<AskedRun, "image" | "entrypoint" | "args">;
  readonly env: Readonly<Record<string, string>>;
  /** The code that it brings, for `/opt/ml/code`. */
  readonly source?: RunInput;
}

/**
 * The image and its command as written, or our own program where the image is an algorithm's or a framework's of AWS. A command
 * in place of a framework's own, as `ModelTrainer` of the SDK gives one, is run by script mode, with its Python and packages.
 */
export function programOf({ spec, metadata }: TrainingJob): JobProgram {
  const { trainingImage = "", containerEntrypoint, containerArguments } = spec.algorithmSpecification;
  const { annotations } = metadata;
  const source = sourceOf(spec);
  const bringsProgram =
    spec.hyperParameters?.["sagemaker_program"] !== undefined || containerEntrypoint !== undefined;
  const framework = frameworkOf(trainingImage, { annotations, bringsProgram });
  if (framework === undefined) {
    // Where the job says neither, SageMaker gives the image's entrypoint this one argument.
    const args = containerArguments ?? (containerEntrypoint === undefined ? ["train"] : undefined);
    const image = resolveImage(trainingImage, annotations);
    return {
      runs: { image, ...defined({ entrypoint: containerEntrypoint, args }) },
      // A built-in program in an image's place does as the version that the image's name tells.
      env: image === trainingImage ? {} : { [IMAGE_VARIABLE]: trainingImage },
      ...defined({ source }),
    };
  }
  const command = [...(containerEntrypoint ?? []), ...(containerArguments ?? [])];
  const isOwn = containerEntrypoint !== undefined || (command.length > 0 && command[0] !== "train");
  return {
    runs: { image: SCRIPT_MODE, args: isOwn ? ["train", "--", ...command] : ["train"] },
    env: { [IMAGE_VARIABLE]: trainingImage },
    ...defined({ source: source ?? channelOfCode(spec) }),
  };
}

type Spec = TrainingJob["spec"];

/** The archive of script mode, whose name an SDK writes as JSON and people as it is. */
function sourceOf({ hyperParameters = {} }: Spec): RunInput | undefined {
  const text = hyperParameters["sagemaker_submit_directory"] ?? "";
  const archive = /^"(.*)"$/.exec(text)?.[1] ?? text;
  return archive.startsWith("s3://") ? code({ archive }) : undefined;
}

/** Where `ModelTrainer` of the SDK sends code. */
const CODE = "code";

function channelOfCode({ inputDataConfig = [] }: Spec): RunInput | undefined {
  const channel = inputDataConfig.find(({ channelName }) => channelName === CODE);
  const s3 = channel?.dataSource?.s3DataSource;
  if (s3?.s3URI === undefined || s3.s3DataType !== "S3Prefix") return undefined;
  if (s3.s3URI.endsWith(".tar.gz")) return code({ archive: s3.s3URI });
  return code({
    s3Uri: s3.s3URI,
    s3DataType: "S3Prefix",
    distribution: "FullyReplicated",
    compression: "None",
  });
}

const code = (from: RunInput["from"]): RunInput => ({ name: "The code", to: "code", from, as: "copy" });
