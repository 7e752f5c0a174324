import { Container, type Environment, failureText } from "./container.ts";

/** Commands whose failure is somebody's to be told: jobs, and a model's server. */
const TOLD: ReadonlySet<string> = new Set(["train", "run", "serve"]);

/**
 * Runs an image's command to its exit code. What it throws is said on standard error and left as the reason for the failure of a
 * job or a model, where SageMaker looks for a job's.
 */
export async function runImage(
  command: string,
  environment: Environment,
  run: () => Promise<number>,
): Promise<number> {
  try {
    return await run();
  } catch (error) {
    const sentence = failureText(error);
    process.stderr.write(`${sentence}\n`);
    if (TOLD.has(command)) await new Container(environment).noteFailure(sentence);
    return 1;
  }
}
