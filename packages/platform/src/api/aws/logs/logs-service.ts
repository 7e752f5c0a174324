import { LOGS } from "@slipway/model/aws/logs/service.ts";
import type { LedgerCall } from "../ledger-call.ts";
import { served } from "../services/rpc-service.ts";
import { describeLogGroups } from "./describe-log-groups.ts";
import { describeLogStreams } from "./describe-log-streams.ts";
import { filterLogEvents } from "./filter-log-events.ts";
import { getLogEvents } from "./get-log-events.ts";

/** What is served of CloudWatch Logs: reading what jobs wrote. */
export const logsService = served<LedgerCall>(LOGS, {
  DescribeLogGroups: describeLogGroups,
  DescribeLogStreams: describeLogStreams,
  FilterLogEvents: filterLogEvents,
  GetLogEvents: getLogEvents,
});
