import { stat } from "node:fs/promises";
import { delimiter, dirname, join } from "node:path";
import type { Environment } from "../container.ts";
import { jobFramework } from "./framework.ts";
import type { Python } from "./python.ts";

/**
 * What Python goes by, on top of the job's `environment`: the code's folder is importable for every program that is started,
 * as in SageMaker's script mode, and so is `src` below it where a project keeps its packages there. `home` is the
 * environment that was made for the job.
 */
export async function pythonVariables(
  code: string,
  {
    environment,
    home,
    python,
  }: {
    readonly environment: Environment;
    readonly home: string | undefined;
    readonly python: Python | undefined;
  },
): Promise<NodeJS.ProcessEnv> {
  const source = join(code, "src");
  const folders = [code, ...((await isProject(code, source)) ? [source] : []), environment["PYTHONPATH"]];
  const common = { PYTHONUNBUFFERED: "1", PYTHONPATH: folders.filter(Boolean).join(delimiter) };
  // A shell script that stands in an image's place calls its Python by name.
  const own = python !== undefined && jobFramework(environment) !== undefined ? python.executable : undefined;
  if (home === undefined && own !== undefined)
    return { ...common, PATH: [dirname(own), environment["PATH"] ?? ""].join(delimiter) };
  if (home === undefined) return common;
  const path = [join(home, "bin"), environment["PATH"] ?? ""].join(delimiter);
  return { ...common, VIRTUAL_ENV: home, PATH: path, PYTHONHOME: undefined };
}

async function isProject(code: string, source: string): Promise<boolean> {
  const both = [join(code, "pyproject.toml"), source].map((path) => stat(path).catch(() => undefined));
  const [file, folder] = await Promise.all(both);
  return file?.isFile() === true && folder?.isDirectory() === true;
}
