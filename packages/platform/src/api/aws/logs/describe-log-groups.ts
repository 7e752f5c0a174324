import { defined } from "@slipway/model";
import type { Members } from "../call.ts";
import type { LedgerCall } from "../ledger-call.ts";
import { groupArn, type LogGroup } from "./log-group.ts";
import { logGroups } from "./log-groups.ts";
import { invalidParameter } from "./logs-error.ts";

const PAGE = 50;

/** DescribeLogGroups, in the order of names; a token is the name of the last group of the page before. */
export async function describeLogGroups(input: Members, call: LedgerCall): Promise<Members> {
  const { logGroupNamePrefix: prefix, logGroupNamePattern: pattern, nextToken, limit = PAGE } = input;
  if (prefix !== undefined && pattern !== undefined)
    throw invalidParameter(
      "LogGroup name prefix and LogGroup name pattern are mutually exclusive parameters.",
    );
  const wanted = (await logGroups(call)).filter(
    ({ name }) =>
      name.startsWith(String(prefix ?? "")) &&
      name.toLowerCase().includes(String(pattern ?? "").toLowerCase()) &&
      (nextToken === undefined || name > String(nextToken)),
  );
  const page = wanted.slice(0, Number(limit));
  const next = page.length < wanted.length ? page.at(-1)?.name : undefined;
  return { logGroups: page.map((group) => told(group, call)), ...defined({ nextToken: next }) };
}

function told({ name, createdAt }: LogGroup, { identity }: LedgerCall): Members {
  const arn = groupArn(identity, name);
  return {
    logGroupName: name,
    creationTime: createdAt.getTime(),
    metricFilterCount: 0,
    arn: `${arn}:*`,
    logGroupArn: arn,
    logGroupClass: "STANDARD",
  };
}
