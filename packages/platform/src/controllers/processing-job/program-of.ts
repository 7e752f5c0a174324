import { defined } from "@slipway/model";
import { IMAGE_VARIABLE } from "@slipway/model/algorithms/script/frameworks.ts";
import type { ProcessingJob } from "@slipway/model/kinds/processing-job/index.ts";
import type { AskedRun } from "#runs/launch.ts";
import { frameworkOf, resolveImage, SCRIPT_MODE } from "#runs/well-known-images.ts";

/** What a processing job runs. */
export interface JobProgram {
  readonly runs: Pick<AskedRun, "image" | "entrypoint" | "args">;
  readonly env: Readonly<Record<string, string>>;
}

/** Programs that run with the image's Python, which here has to be found and given room for packages. */
const WITH_PYTHON = /^(\/usr\/bin\/|\/bin\/|\/usr\/local\/bin\/)?(python(3(\.\d+)?)?|pip3?|bash|sh)$/;

/**
 * The image and its command as written: entrypoint and arguments mean what they do for Docker. In the place of AWS's images of
 * frameworks, and in the script image, Slipway's own program runs the commands that call for a Python.
 */
export function programOf({ spec, metadata }: ProcessingJob): JobProgram {
  const { imageURI = "", containerEntrypoint, containerArguments } = spec.appSpecification;
  const { annotations } = metadata;
  const bringsProgram = containerEntrypoint !== undefined;
  const isFramework = frameworkOf(imageURI, { annotations, bringsProgram }) !== undefined;
  const image = isFramework ? SCRIPT_MODE : resolveImage(imageURI, annotations);
  const env = image === imageURI ? {} : { [IMAGE_VARIABLE]: imageURI };
  const [first = "", ...rest] = containerEntrypoint ?? [];
  if (image !== SCRIPT_MODE || !WITH_PYTHON.test(first))
    return {
      runs: { image, ...defined({ entrypoint: containerEntrypoint, args: containerArguments }) },
      env,
    };
  const command = [first, ...rest, ...(containerArguments ?? [])];
  return { runs: { image, args: ["run", "--", ...command] }, env };
}
