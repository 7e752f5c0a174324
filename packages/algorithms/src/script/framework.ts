import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { SlipwayError } from "@slipway/model";
import {
  type Framework,
  frameworkNamed,
  IMAGE_VARIABLE,
  type NeededModule,
} from "@slipway/model/algorithms/script/frameworks.ts";
import type { Environment } from "../container.ts";
import type { Identify, Python } from "./python.ts";

/** The framework of the image that the job names; undefined for a job of the script image itself. */
export const jobFramework = (environment: Environment): Framework | undefined =>
  frameworkNamed(environment[IMAGE_VARIABLE] ?? "");

/** Whether installed packages lie on top of the interpreter's own: it stands for an image that was chosen for those. */
export const seesInterpretersPackages = (environment: Environment): boolean =>
  environment["SLIPWAY_SYSTEM_SITE_PACKAGES"] === "1" || jobFramework(environment) !== undefined;

/** Prints whether a module can be imported, and the folders that this depends on. */
const askFor = (module: string): string => `
import importlib.util, os, sys
print("yes" if importlib.util.find_spec("${module}") else "no")
for folder in sys.path:
    if os.path.isdir(folder):
        print(os.path.abspath(folder))
`;

/** True also where no framework is asked for. */
export async function hasFramework(
  framework: NeededModule | undefined,
  interpreter: string,
  identify: Identify,
): Promise<boolean> {
  if (framework === undefined) return true;
  const answer = await identify(interpreter, ["-c", askFor(framework.module)]).catch(() => "");
  return answer.startsWith("yes");
}

/** Throws where the job's code imports the framework of its image, and its Python cannot; says so where only the image names it. */
export async function requireFramework(
  python: Python,
  job: {
    readonly code: string;
    readonly environment: Environment;
    readonly identify: Identify;
    readonly print: (line: string) => void;
  },
): Promise<void> {
  const framework = jobFramework(job.environment);
  if (framework === undefined || (await hasFramework(framework, python.executable, job.identify))) return;
  const { name, module, distribution } = framework;
  const image = job.environment[IMAGE_VARIABLE]?.split("/").at(-1);
  const missing = `${name}, which the image ${image} holds, is not installed for python ${python.version} (${python.executable})`;
  if (!(await imports(module, job.code))) return job.print(`${missing}; the code does not import ${module}`);
  throw new SlipwayError("SLIP-SCRIPT-007", `${missing}: pip install ${distribution}`);
}

/** Whether a file of the code imports the module, by the look of its lines. */
async function imports(module: string, code: string): Promise<boolean> {
  const names = await readdir(code, { recursive: true }).catch(() => []);
  const line = new RegExp(`^\\s*(from\\s+${module}\\b|import\\s.*\\b${module}\\b)`, "m");
  for (const name of names.filter((path) => path.endsWith(".py"))) {
    if (line.test(await readFile(join(code, name), "utf8").catch(() => ""))) return true;
  }
  return false;
}
