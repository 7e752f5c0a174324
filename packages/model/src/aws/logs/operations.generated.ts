// Made by `npm run generate` from AWS's service model; do not edit.
import type { AwsProtocols } from "../service.ts";
import type { Operation } from "../shape.ts";

export const PROTOCOLS: AwsProtocols = { json: { targetPrefix: "Logs_20140328" } };

export const OPERATIONS = {
  DescribeLogGroups: { input: "DescribeLogGroupsRequest", output: "DescribeLogGroupsResponse", errors: ["InvalidParameterException", "ServiceUnavailableException"] },
  DescribeLogStreams: {
    input: "DescribeLogStreamsRequest",
    output: "DescribeLogStreamsResponse",
    errors: ["InvalidParameterException", "ResourceNotFoundException", "ServiceUnavailableException"],
  },
  FilterLogEvents: {
    input: "FilterLogEventsRequest",
    output: "FilterLogEventsResponse",
    errors: ["InvalidParameterException", "ResourceNotFoundException", "ServiceUnavailableException"],
  },
  GetLogEvents: {
    input: "GetLogEventsRequest",
    output: "GetLogEventsResponse",
    errors: ["InvalidParameterException", "ResourceNotFoundException", "ServiceUnavailableException"],
  },
} as const satisfies Readonly<Record<string, Operation>>;
