import type { NamedCall } from "./answers.ts";

export const GROUP = "/aws/sagemaker/TrainingJobs";
/** Of both jobs' only try. */
export const STARTED = new Date(Math.floor(Date.now() / 1_000) * 1_000 - 3_600_000);
const AT = STARTED.getTime();

/** What each host of two jobs prints: the job, the host, and its lines, of which each is a second after the one before. */
export const PRINTED: readonly (readonly [job: string, host: string, lines: readonly string[]])[] = [
  [
    "job-a",
    "algo-1",
    [
      "epoch 1 loss=0.5",
      "epoch 2 loss=0.25",
      '{"level": "ERROR", "code": 7}',
      "ERROR Out of memory",
      "done é",
    ],
  ],
  ["job-a", "algo-2", ["warm up", "ERROR lost a peer", "done"]],
  ["job-b", "algo-1", ['{"level": "INFO", "code": 3, "at": {"step": 2}}', "127.0.0.1 GET 404 1534", "error"]],
];

export const streamName = (job: string, host: string): string => `${job}/${host}-${AT / 1_000}`;
const STREAM = streamName("job-a", "algo-1");
const PEER = streamName("job-a", "algo-2");
const OTHER = streamName("job-b", "algo-1");
const group = { logGroupName: GROUP };
const stream = { ...group, logStreamName: STREAM };

/** What puts the lines there, where a client may. */
export const PRINT: readonly NamedCall[] = [
  ["CreateLogGroup", "create_log_group", group],
  ...PRINTED.flatMap(([job, host, lines]): NamedCall[] => {
    const logStreamName = streamName(job, host);
    const logEvents = lines.map((message, i) => ({ timestamp: AT + i * 1_000, message }));
    return [
      [`CreateLogStream ${logStreamName}`, "create_log_stream", { ...group, logStreamName }],
      [`PutLogEvents ${logStreamName}`, "put_log_events", { ...group, logStreamName, logEvents }],
    ];
  }),
];

const found = (what: string, input: object): NamedCall => [
  `FilterLogEvents, ${what}`,
  "filter_log_events",
  { ...group, ...input },
];
const byPattern = (what: string, filterPattern: string, logStreamName = STREAM): NamedCall =>
  found(what, { filterPattern, logStreamNames: [logStreamName] });

export const LOGS: readonly NamedCall[] = [
  ["DescribeLogGroups", "describe_log_groups", {}],
  ["DescribeLogGroups, prefix", "describe_log_groups", { logGroupNamePrefix: "/aws/sage" }],
  ["DescribeLogGroups, other prefix", "describe_log_groups", { logGroupNamePrefix: "/none" }],
  ["DescribeLogGroups, pattern", "describe_log_groups", { logGroupNamePattern: "training" }],
  [
    "DescribeLogGroups, prefix and pattern",
    "describe_log_groups",
    { logGroupNamePrefix: "/aws", logGroupNamePattern: "x" },
  ],
  ["DescribeLogGroups, page too long", "describe_log_groups", { limit: 51 }],
  ["DescribeLogStreams", "describe_log_streams", group],
  ["DescribeLogStreams, of a job", "describe_log_streams", { ...group, logStreamNamePrefix: "job-a/" }],
  ["DescribeLogStreams, backwards", "describe_log_streams", { ...group, descending: true }],
  ["DescribeLogStreams, a page", "describe_log_streams", { ...group, limit: 2 }],
  [
    "DescribeLogStreams, next page",
    "describe_log_streams",
    { ...group, limit: 2, nextToken: { $: "DescribeLogStreams, a page.nextToken" } },
  ],
  [
    "DescribeLogStreams, by time and prefix",
    "describe_log_streams",
    { ...group, orderBy: "LastEventTime", logStreamNamePrefix: "job" },
  ],
  ["DescribeLogStreams, bad order", "describe_log_streams", { ...group, orderBy: "Size" }],
  ["DescribeLogStreams, page too long", "describe_log_streams", { ...group, limit: 51 }],
  ["DescribeLogStreams, no group", "describe_log_streams", { logGroupName: "/none" }],
  [
    "DescribeLogStreams, by ARN",
    "describe_log_streams",
    { logGroupIdentifier: `arn:aws:logs:us-west-2:123456789012:log-group:${GROUP}` },
  ],
  ["GetLogEvents", "get_log_events", stream],
  ["GetLogEvents, first", "get_log_events", { ...stream, startFromHead: true, limit: 2 }],
  [
    "GetLogEvents, forward",
    "get_log_events",
    { ...stream, limit: 2, nextToken: { $: "GetLogEvents, first.nextForwardToken" } },
  ],
  [
    "GetLogEvents, further forward",
    "get_log_events",
    { ...stream, limit: 2, nextToken: { $: "GetLogEvents, forward.nextForwardToken" } },
  ],
  [
    "GetLogEvents, at the end",
    "get_log_events",
    { ...stream, limit: 2, nextToken: { $: "GetLogEvents, further forward.nextForwardToken" } },
  ],
  [
    "GetLogEvents, back from the end",
    "get_log_events",
    { ...stream, limit: 2, nextToken: { $: "GetLogEvents, further forward.nextBackwardToken" } },
  ],
  ["GetLogEvents, last", "get_log_events", { ...stream, limit: 2 }],
  [
    "GetLogEvents, backward",
    "get_log_events",
    { ...stream, limit: 2, nextToken: { $: "GetLogEvents, last.nextBackwardToken" } },
  ],
  ["GetLogEvents, from a time", "get_log_events", { ...stream, startTime: AT + 3_000, startFromHead: true }],
  ["GetLogEvents, to a time", "get_log_events", { ...stream, endTime: AT + 2_000, startFromHead: true }],
  [
    "GetLogEvents, between times without lines",
    "get_log_events",
    { ...stream, startTime: AT - 2_000, endTime: AT - 1_000, startFromHead: true },
  ],
  ["GetLogEvents, bad token", "get_log_events", { ...stream, nextToken: "nonsense" }],
  ["GetLogEvents, page too long", "get_log_events", { ...stream, limit: 10_001 }],
  ["GetLogEvents, page of none", "get_log_events", { ...stream, limit: 0 }],
  ["GetLogEvents, no stream", "get_log_events", { ...group, logStreamName: "none" }],
  ["GetLogEvents, no group", "get_log_events", { logGroupName: "/none", logStreamName: "none" }],
  found("all", {}),
  found("of a stream", { logStreamNames: [STREAM] }),
  found("of a prefix", { logStreamNamePrefix: "job-b/" }),
  found("names and prefix", { logStreamNames: [STREAM], logStreamNamePrefix: "job-b/" }),
  found("stream that is none", { logStreamNames: ["none"] }),
  found("group that is none", { logGroupName: "/none" }),
  found("times", { startTime: AT + 1_000, endTime: AT + 2_000 }),
  found("interleaved", { interleaved: true }),
  found("a page", { limit: 4 }),
  found("next page", { limit: 4, nextToken: { $: "FilterLogEvents, a page.nextToken" } }),
  found("last page", { limit: 4, nextToken: { $: "FilterLogEvents, next page.nextToken" } }),
  found("page too long", { limit: 10_001 }),
  found("bad token", { nextToken: "nonsense" }),
  byPattern("a term", "ERROR"),
  byPattern("a term in lower case", "error"),
  byPattern("a phrase", '"Out of memory"'),
  byPattern("two terms", "ERROR peer", PEER),
  byPattern("any of two terms", "?peer ?memory"),
  byPattern("a term and not another", "ERROR -memory"),
  byPattern("a regular expression", "%loss=0\\.[0-9]{2}%"),
  byPattern("a member of JSON", '{ $.level = "ERROR" }'),
  byPattern("members of JSON", "{ $.code > 5 || $.at.step = 2 }", OTHER),
  byPattern("fields", "[ip, verb, status = 404, size]", OTHER),
  byPattern("half a pattern", "{ $.level"),
  ["FilterLogEvents, pattern too long", "filter_log_events", { ...group, filterPattern: "x".repeat(1_025) }],
  ["PutLogEvents", "put_log_events", { ...stream, logEvents: [{ timestamp: AT, message: "x" }] }],
  ["ListLogGroups", "list_log_groups", {}],
];
