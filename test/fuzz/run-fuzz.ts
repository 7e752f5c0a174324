import { diagnostics } from "../../bench/support/diagnostics.ts";
import { Random } from "../soak/random.ts";
import { foreignRequest } from "./requests/foreign-request.ts";
import { greedyRequest } from "./requests/greedy-request.ts";
import { invocationRequest, routerRequest } from "./requests/invocation-request.ts";
import { kubernetesRequest } from "./requests/kubernetes-request.ts";
import { multipartRequest } from "./requests/multipart-request.ts";
import { s3Request } from "./requests/s3-request.ts";
import { sagemakerRequest } from "./requests/sagemaker-request.ts";
import { serviceRequest } from "./requests/service-request.ts";
import { startCanaries } from "./support/canaries.ts";
import type { FuzzRequest } from "./support/fuzz-request.ts";
import { wrongWith } from "./support/judge.ts";
import { rawExchange } from "./support/raw-connections.ts";
import { Sender } from "./support/sender.ts";
import { SilentCrowd } from "./support/silent-crowd.ts";
import type { FuzzTarget } from "./support/target.ts";

export interface FuzzOptions {
  readonly seed: number;
  readonly requests: number;
  readonly tell: (line: string) => void;
}

export interface FuzzReport {
  /** What must not happen and did; empty after a good run. */
  readonly violations: readonly string[];
  /** Answers by door and status. */
  readonly answers: Readonly<Record<string, number>>;
  readonly canaries: number;
  /** The most CPU that the server's main thread took in one go, in milliseconds. */
  readonly busiestTurnMs: number;
  /** What the server's heap came down to, in the first half after warming up and in the second; and its memory at the end. */
  readonly heap: { readonly warm: number; readonly end: number };
  readonly rss: number;
  readonly cpuMsPerRequest: number;
}

/** How often each door is asked, of a hundred. */
const MAKERS: readonly (readonly [
  share: number,
  (random: Random, target: FuzzTarget) => FuzzRequest | Promise<FuzzRequest>,
])[] = [
  [34, kubernetesRequest],
  [1, greedyRequest],
  [18, sagemakerRequest],
  [6, foreignRequest],
  [6, serviceRequest],
  [15, s3Request],
  [5, multipartRequest],
  [9, invocationRequest],
  [4, routerRequest],
];
const AT_ONCE = 12;
/** Of the requests, until caches, compiled code and the pool of names are there. */
const WARM = 0.2;
const MOST = { stallMs: 250, growth: 1.25, growthBytes: 48 * 1024 * 1024, violations: 50 };
const LOOK_MS = 500;

/** Sends requests beside real ones to all doors of a home and tells what did not hold. The same seed makes the same requests. */
export async function runFuzz(
  target: FuzzTarget,
  { seed, requests, tell }: FuzzOptions,
): Promise<FuzzReport> {
  const violations: string[] = [];
  const answers: Record<string, number> = {};
  const sender = new Sender(target);
  const violated = (what: string): void => {
    if (violations.length < MOST.violations) violations.push(what);
    tell(what);
  };
  const watched = watchServer(target, () => done / requests);
  const canaries = startCanaries(target, sender, violated);
  const crowd = new SilentCrowd(target);
  let next = 0;
  let done = 0;
  const worker = async (): Promise<void> => {
    for (let index = next++; index < requests && violations.length < MOST.violations; index = next++) {
      const what = await exchange(new Random(seed * 1_000_003 + index), { target, sender, answers }).catch(
        String,
      );
      if (what !== undefined) violated(`request ${index}: ${what}`);
      done += 1;
      if (done % 5_000 === 0) tell(`${done} of ${requests}; ${watched.shown()}`);
    }
  };
  try {
    await Promise.all(Array.from({ length: AT_ONCE }, worker));
  } finally {
    await canaries.stop().then((count) => {
      answers["canary"] = count;
    });
    sender.close();
  }
  const silent = await crowd.left();
  if (silent > 0) violated(`${silent} silent connections are still there`);
  const seen = await watched.stop();
  const { busiestTurnMs, heap, rss } = seen;
  if (busiestTurnMs > MOST.stallMs)
    violated(`the server's main thread was busy for ${Math.round(busiestTurnMs)} ms at a stretch`);
  if (heap.end > heap.warm * MOST.growth + MOST.growthBytes)
    violated(`the heap grew from ${heap.warm} to ${heap.end} bytes`);
  return {
    violations,
    answers,
    canaries: answers["canary"] ?? 0,
    busiestTurnMs,
    heap,
    rss,
    cpuMsPerRequest: (seen.cpuSeconds * 1_000) / requests,
  };
}

async function exchange(
  random: Random,
  {
    target,
    sender,
    answers,
  }: { readonly target: FuzzTarget; readonly sender: Sender; readonly answers: Record<string, number> },
): Promise<string | undefined> {
  let share = random.next() * 100;
  for (const [part, make] of MAKERS) {
    share -= part;
    if (share >= 0) continue;
    const request = await make(random, target);
    const answer = await sender.send(request).catch((error: unknown) => String(error));
    if (typeof answer === "string") return `${shown(request)}: ${answer}`;
    count(answers, `${request.door} ${answer?.status ?? "closed"}`);
    const wrong = answer && wrongWith(request, answer);
    return wrong === undefined ? undefined : `${shown(request)}: ${wrong}`;
  }
  count(answers, "raw");
  return rawExchange(random, target);
}

const count = (answers: Record<string, number>, what: string): void => {
  answers[what] = (answers[what] ?? 0) + 1;
};

const shown = ({ door, method, path, headers, body }: FuzzRequest): string => {
  const { authorization: _, ...rest } = headers;
  return `${door} ${method} ${path.slice(0, 300)} ${JSON.stringify(rest).slice(0, 500)} ${JSON.stringify(body.subarray(0, 1_000).toString("latin1"))}`;
};

/** Looks at the server again and again. */
function watchServer(target: FuzzTarget, progress: () => number) {
  let [busiestTurnMs, rss, first, last] = [0, 0, 0, 0];
  const heap = { warm: Number.POSITIVE_INFINITY, end: Number.POSITIVE_INFINITY };
  let going = true;
  const look = async (): Promise<void> => {
    const seen = await diagnostics(target.state);
    busiestTurnMs = Math.max(busiestTurnMs, seen.busiestTurnMs);
    rss = seen.rssBytes;
    const half = progress() < (1 + WARM) / 2 ? "warm" : "end";
    if (progress() >= WARM) heap[half] = Math.min(heap[half], seen.heapUsedBytes);
    first ||= seen.cpuSeconds;
    last = seen.cpuSeconds;
  };
  const running = (async () => {
    while (going) {
      await look();
      await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
    }
  })();
  return {
    shown: () => `${Math.round(rss / 1024 ** 2)} MiB, busiest turn ${Math.round(busiestTurnMs)} ms`,
    stop: async () => {
      going = false;
      await running;
      await look();
      return { busiestTurnMs, heap, rss, cpuSeconds: last - first };
    },
  };
}
