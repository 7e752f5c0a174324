import { Container, type Environment, failureText } from "./container.ts";

/** Commands that are jobs. */
const OF_JOBS: ReadonlySet<string> = new Set(["train", "run"]);

/**
 * Runs an image's command to its exit code. What it throws is said on standard error and, of a job, left as the reason for its
 * failure, where SageMaker looks for it.
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
    if (OF_JOBS.has(command)) await new Container(environment).noteFailure(sentence);
    return 1;
  }
}
