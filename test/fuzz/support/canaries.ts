import type { FuzzAnswer, FuzzRequest } from "./fuzz-request.ts";
import type { Sender } from "./sender.ts";
import { signed } from "./sign.ts";
import type { FuzzTarget } from "./target.ts";

const EVERY_MS = 250;
const ROW = Buffer.from("1:1 2:0.595 3:0.475 4:0.14 5:1.0305 6:0.4925 7:0.217 8:0.278");
const NONE = Buffer.alloc(0);

/** What an honest client asks of each door all the while; each must be answered as ever. */
async function honest(target: FuzzTarget): Promise<readonly FuzzRequest[]> {
  const call = Buffer.from(JSON.stringify({ EndpointName: target.endpoint }));
  const json = { "content-type": "application/x-amz-json-1.1", "x-amz-target": "SageMaker.DescribeEndpoint" };
  const invocations = `/endpoints/${target.endpoint}/invocations`;
  const none = { query: [], headers: {}, body: NONE };
  const rows = { "content-type": "text/x-libsvm" };
  return [
    {
      door: "kubernetes",
      method: "GET",
      path: "/api/v1/namespaces/default/configmaps?limit=1",
      headers: { authorization: `Bearer ${target.token}` },
      body: NONE,
    },
    {
      door: "sagemaker",
      method: "POST",
      body: call,
      ...(await signed(target, {
        ...none,
        service: "sagemaker",
        method: "POST",
        path: "/",
        headers: json,
        body: call,
      })),
    },
    {
      door: "s3",
      method: "GET",
      body: NONE,
      ...(await signed(target, { ...none, service: "s3", method: "GET", path: "/abalone-example/canary" })),
    },
    {
      door: "invocation",
      method: "POST",
      body: ROW,
      ...(await signed(target, {
        ...none,
        service: "sagemaker",
        method: "POST",
        path: invocations,
        headers: rows,
        body: ROW,
      })),
    },
  ];
}

/** Asks all doors again and again until stopped; tells each answer that is not a 200. */
export function startCanaries(
  target: FuzzTarget,
  sender: Sender,
  fails: (what: string) => void,
): { stop(): Promise<number> } {
  let going = true;
  let asked = 0;
  const running = (async () => {
    while (going) {
      for (const request of await honest(target)) {
        asked += 1;
        const answer = await sender.send(request).catch(() => undefined);
        if (answer?.status !== 200) fails(`the canary of ${request.door} got ${shown(answer)}`);
      }
      await new Promise((resolve) => setTimeout(resolve, EVERY_MS));
    }
  })();
  return {
    stop: async () => {
      going = false;
      await running;
      return asked;
    },
  };
}

const shown = (answer: FuzzAnswer | undefined): string =>
  answer === undefined ? "no answer" : `${answer.status} ${answer.body.subarray(0, 300)}`;
