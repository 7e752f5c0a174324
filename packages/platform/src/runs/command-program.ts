import { defined } from "@slipway/model";
import { IMAGE_VARIABLE } from "@slipway/model/algorithms/script/frameworks.ts";
import type { AskedRun } from "./launch.ts";
import { frameworkOf, resolveImage, SCRIPT_MODE } from "./well-known-images.ts";

/** What a job of an image and a command runs. */
export interface CommandProgram {
  readonly runs: Pick<AskedRun, "image" | "entrypoint" | "args">;
  readonly env: Readonly<Record<string, string>>;
}

/** Programs that run with the image's Python, which here has to be found and given room for packages. */
const WITH_PYTHON = /^(\/usr\/bin\/|\/bin\/|\/usr\/local\/bin\/)?(python(3(\.\d+)?)?|pip3?|bash|sh)$/;

/**
 * The image and its command as written: entrypoint and arguments mean what they do for Docker. In the place of AWS's images of
 * frameworks, and in the script image, Slipway's own program runs the commands that call for a Python.
 */
export function commandProgram(
  {
    image: asked,
    entrypoint,
    args,
  }: {
    readonly image: string;
    readonly entrypoint: readonly string[] | undefined;
    readonly args: readonly string[] | undefined;
  },
  annotations: Readonly<Record<string, string>> | undefined,
): CommandProgram {
  const bringsProgram = entrypoint !== undefined;
  const isFramework = frameworkOf(asked, { annotations, bringsProgram }) !== undefined;
  const image = isFramework ? SCRIPT_MODE : resolveImage(asked, annotations);
  const env = image === asked ? {} : { [IMAGE_VARIABLE]: asked };
  const [first = "", ...rest] = entrypoint ?? [];
  if (image !== SCRIPT_MODE || !WITH_PYTHON.test(first))
    return { runs: { image, ...defined({ entrypoint, args }) }, env };
  return { runs: { image, args: ["run", "--", first, ...rest, ...(args ?? [])] }, env };
}
