import { GetObjectCommand, PutObjectCommand } from "@aws-sdk/client-s3";
import { ok } from "../e2e/support/home.ts";
import { become, persist } from "./persist.ts";
import type { Soak } from "./soak.ts";

export const ROLE = "arn:aws:iam::123456789012:role/soak";
export const BUCKET = "abalone-example";

export interface AnyJob {
  readonly kind: "trainingjob" | "processingjob" | "transformjob";
  readonly name: string;
}

interface Described {
  readonly status?: {
    readonly trainingJobStatus?: string;
    readonly processingJobStatus?: string;
    readonly transformJobStatus?: string;
    readonly failureReason?: string;
    readonly modelArtifacts?: { readonly s3ModelArtifacts?: string };
  };
}

/** How a job has ended. */
export interface Ended {
  readonly modelArtifacts: string | undefined;
}

const ENDS = ["Completed", "Failed", "Stopped"];

/** Creates something that has a name. */
export async function create(soak: Soak, name: string, send: () => Promise<unknown>): Promise<void> {
  await persist(soak, `creating ${name}`, async () => {
    try {
      await send();
    } catch (error) {
      // An earlier try was carried out, and its answer lost.
      const { name: code, message } = error as Error;
      if (code !== "ResourceInUse" && !/already exist/.test(message)) throw error;
    }
  });
}

/** The job once it has completed; undefined, with a violation, for one that ended otherwise or did not end. */
export async function ended(
  soak: Soak,
  { kind, name, seconds }: AnyJob & { readonly seconds: number },
): Promise<Ended | undefined> {
  const status = await become(soak, `the end of ${name}`, seconds, async () => {
    const found = JSON.parse(await ok(soak.home.kubectl("get", kind, name, "-o", "json"))) as Described;
    return ENDS.includes(wordOf(found)) ? found : undefined;
  });
  if (status === undefined) return undefined;
  if (wordOf(status) === "Completed")
    return { modelArtifacts: status.status?.modelArtifacts?.s3ModelArtifacts };
  soak.violated(`${name} is ${wordOf(status)}: ${status.status?.failureReason}`);
  return undefined;
}

function wordOf({ status = {} }: Described): string {
  return status.trainingJobStatus ?? status.processingJobStatus ?? status.transformJobStatus ?? "";
}

/** How each of its tries ended, by the ledger. */
export async function outcomes(soak: Soak, { kind, name }: AnyJob): Promise<readonly string[]> {
  const told = await persist(soak, `the tries of ${name}`, () =>
    ok(soak.home.slipway("describe", `${kind}/${name}`, "-o", "json")),
  );
  const { attempts } = JSON.parse(told) as { attempts: readonly { readonly outcome?: string }[] };
  return attempts.map(({ outcome = "under way" }) => outcome);
}

export async function triedOnce(soak: Soak, job: AnyJob): Promise<void> {
  const tries = await outcomes(soak, job);
  if (tries.join() !== "succeeded") soak.violated(`the tries at ${job.name} were: ${tries.join(", ")}`);
}

export async function textOf(soak: Soak, key: string): Promise<string> {
  const { Body } = await soak.aws.s3.send(new GetObjectCommand({ Bucket: BUCKET, Key: key }));
  return (await Body?.transformToString()) ?? "";
}

/** Returns where it lies. */
export async function put({ aws }: Pick<Soak, "aws">, key: string, body: string | Buffer): Promise<string> {
  await aws.s3.send(new PutObjectCommand({ Bucket: BUCKET, Key: key, Body: body }));
  return `s3://${BUCKET}/${key}`;
}
