import { isForbidden } from "@slipway/model";
import { processingJobFacts } from "@slipway/model/kinds/processing-job/facts.ts";
import { trainingJobFacts } from "@slipway/model/kinds/training-job/facts.ts";
import { transformJobFacts } from "@slipway/model/kinds/transform-job/facts.ts";
import type { Members } from "../call.ts";
import type { LedgerCall } from "../ledger-call.ts";
import { endpointGroups } from "./endpoint-groups.ts";
import { jobLogs, jobsGroup } from "./jobs-group.ts";
import type { LogGroup, NamedStream } from "./log-group.ts";
import { invalidParameter, noLogGroup, noLogStream } from "./logs-error.ts";

/** In the order of the groups' names. */
const JOBS = [
  jobLogs("/aws/sagemaker/ProcessingJobs", processingJobFacts),
  jobLogs("/aws/sagemaker/TrainingJobs", trainingJobFacts),
  jobLogs("/aws/sagemaker/TransformJobs", transformJobFacts),
];

/** The log groups of the caller's namespace, in the order of their names; those of kinds that the caller may not list are left out. */
export async function logGroups(call: LedgerCall): Promise<readonly LogGroup[]> {
  const endpoints = await endpointGroups(call).catch(unlessForbidden);
  const jobs = await Promise.all(JOBS.map((logs) => jobsGroup(logs, call).catch(unlessForbidden)));
  return [...(endpoints ?? []), ...jobs.filter((group) => group !== undefined)];
}

function unlessForbidden(error: unknown): undefined {
  if (!isForbidden(error)) throw error;
}

const ARN = /^arn:aws[a-z-]*:logs:[a-z0-9-]*:\d*:log-group:([^:]+)(?::\*)?$/;

/** The group that an input names by `logGroupName` or `logGroupIdentifier`; throws where it is not there. */
export async function needGroup(call: LedgerCall, input: Members): Promise<LogGroup> {
  const { logGroupName, logGroupIdentifier } = input;
  if ((logGroupName === undefined) === (logGroupIdentifier === undefined))
    throw invalidParameter("Exactly one of logGroupName and logGroupIdentifier must be given.");
  const named = String(logGroupName ?? logGroupIdentifier);
  const name = ARN.exec(named)?.[1] ?? named;
  const logs = JOBS.find(({ group }) => group === name);
  const group =
    logs === undefined
      ? (await endpointGroups(call)).find((one) => one.name === name)
      : await jobsGroup(logs, call);
  if (group === undefined) throw noLogGroup();
  return group;
}

/** A stream of that group; throws where it is not there. */
export async function needStream(call: LedgerCall, input: Members, name: string): Promise<NamedStream> {
  const stream = await (await needGroup(call, input)).find(name);
  if (stream === undefined) throw noLogStream();
  return stream;
}
