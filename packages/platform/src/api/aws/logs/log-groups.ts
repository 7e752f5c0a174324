import { processingJobFacts } from "@slipway/model/kinds/processing-job/facts.ts";
import { trainingJobFacts } from "@slipway/model/kinds/training-job/facts.ts";
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
];

/** The log groups of the caller's namespace, in the order of their names. */
export async function logGroups(call: LedgerCall): Promise<readonly LogGroup[]> {
  const endpoints = await endpointGroups(call);
  const jobs = await Promise.all(JOBS.map((logs) => jobsGroup(logs, call)));
  return [...endpoints, ...jobs.filter((group) => group !== undefined)];
}

const ARN = /^arn:aws[a-z-]*:logs:[a-z0-9-]*:\d*:log-group:([^:]+)(?::\*)?$/;

/** The group that an input names by `logGroupName` or `logGroupIdentifier`; throws where it is not there. */
export async function needGroup(call: LedgerCall, input: Members): Promise<LogGroup> {
  const { logGroupName, logGroupIdentifier } = input;
  if ((logGroupName === undefined) === (logGroupIdentifier === undefined))
    throw invalidParameter("Exactly one of logGroupName and logGroupIdentifier must be given.");
  const named = String(logGroupName ?? logGroupIdentifier);
  const name = ARN.exec(named)?.[1] ?? named;
  const group = (await logGroups(call)).find((one) => one.name === name);
  if (group === undefined) throw noLogGroup();
  return group;
}

/** A stream of that group; throws where it is not there. */
export async function needStream(call: LedgerCall, input: Members, name: string): Promise<NamedStream> {
  const stream = await (await needGroup(call, input)).find(name);
  if (stream === undefined) throw noLogStream();
  return stream;
}
