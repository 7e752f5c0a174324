import { keyOf, objectName } from "@slipway/model";
import { trainingJobFacts } from "@slipway/model/kinds/training-job/facts.ts";
import type { Subject } from "#ledger/ledger.ts";
import type { LedgerCall } from "../ledger-call.ts";
import { awsKind } from "../objects/aws-kind.ts";
import { namedInArn } from "../objects/kind-indexes.ts";

const JOBS = awsKind(trainingJobFacts);

/** What AWS calls the trial component that it makes of each training job, whose name is in lower case there. */
const OF_JOB = /^(.+)-aws-training-job$/;

/** What the ledger calls the job of a trial component, be it gone; undefined for a component that is of no job. */
export async function jobOfComponent(call: LedgerCall, component: string): Promise<Subject | undefined> {
  const [, name] = OF_JOB.exec(component) ?? [];
  return name === undefined ? undefined : jobNamed(call, name);
}

/** The same of an ARN of a training job or of its trial component, of the caller's account. */
export async function jobOfArn(call: LedgerCall, arn: string): Promise<Subject | undefined> {
  const { accountId, region } = call.identity;
  const prefix = `arn:aws:sagemaker:${region}:${accountId}:`;
  if (!arn.startsWith(prefix)) return undefined;
  const [, kind, name = ""] = /^([a-z-]+)\/(.+)$/.exec(arn.slice(prefix.length)) ?? [];
  if (kind === "training-job") return jobNamed(call, name);
  return kind === "experiment-trial-component" ? jobOfComponent(call, name) : undefined;
}

/** Throws Forbidden where the caller may not read the job. */
async function jobNamed(call: LedgerCall, name: string): Promise<Subject | undefined> {
  const { namespace, ledger, store, cache } = call;
  const { kind } = JOBS.kind;
  for (const known of namedInArn(await cache.of(JOBS.kind), { namespace, name })) {
    const { metadata } = (await store.get(JOBS.kind, keyOf(known))) ?? {};
    if (metadata !== undefined) return { namespace, kind, name: metadata.name, uid: metadata.uid ?? "" };
  }
  const where = { namespace, kind, name: objectName(name) };
  return (await ledger.subjects({ where, limit: 1 })).subjects[0];
}
