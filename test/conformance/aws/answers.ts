import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import { pythonEnv } from "../../../scripts/python-env.ts";

const SCRIPT = join(import.meta.dirname, "answers_boto3.py");

/** A call of a service's API and the name of its answer, by which the inputs of later calls may ask for its members. */
export type NamedCall = readonly [name: string, operation: string, input: object];

/** What boto3 understands of an answer, times as text; `error` is its code and message. */
export type Answer = Readonly<Record<string, unknown>> & { readonly error?: readonly [string, string] };

/** What a server answers boto3 to each call of a service, in order, by the calls' names. */
export async function answers(
  server: { readonly url: string; readonly accessKeyId: string; readonly secretAccessKey: string },
  calls: readonly NamedCall[],
  service = "sagemaker",
): Promise<Readonly<Record<string, Answer>>> {
  const { python } = await pythonEnv("moto");
  const args = [
    SCRIPT,
    server.url,
    server.accessKeyId,
    server.secretAccessKey,
    service,
    JSON.stringify(calls),
  ];
  const { stdout } = await promisify(execFile)(python, args, { maxBuffer: 1 << 26 });
  return JSON.parse(stdout) as Readonly<Record<string, Answer>>;
}
