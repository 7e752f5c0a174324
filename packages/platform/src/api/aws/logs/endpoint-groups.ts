import { createHash } from "node:crypto";
import { endpointFacts } from "@slipway/model/kinds/endpoint/facts.ts";
import { type Endpoint, endpointKind } from "@slipway/model/kinds/endpoint/index.ts";
import { variantObjectName } from "@slipway/model/kubernetes/serving-names.ts";
import type { LogStream } from "#ledger/ledger.ts";
import type { LedgerCall } from "../ledger-call.ts";
import { awsKind } from "../objects/aws-kind.ts";
import { creationMillis, kindIndexes, listed } from "../objects/kind-indexes.ts";
import type { LogGroup, NamedStream } from "./log-group.ts";
import { pageOfStreams } from "./page-of-streams.ts";

const ENDPOINTS = awsKind(endpointFacts);
/** The containers whose logs are the endpoint's: the first of a pod, and those behind it. */
const CONTAINER = /^model(-\d+)?$/;
/** Replicas of one variant that are looked for, the newest first: each costs a look into its log. */
const MOST_REPLICAS = 100;

/** A log group an endpoint of the namespace, `/aws/sagemaker/Endpoints/NAME`; those of endpoints that are gone are gone with them. */
export async function endpointGroups(call: LedgerCall): Promise<readonly LogGroup[]> {
  // The door's own copies answer, so that the caller's right to list is asked for first.
  await call.store.list(endpointKind, { namespace: call.namespace }, { limit: 1 });
  const all = await call.cache.of(endpointKind);
  return all.by(kindIndexes(ENDPOINTS).Name, listed.all(call.namespace)).map((endpoint) => ({
    name: `/aws/sagemaker/Endpoints/${ENDPOINTS.nameOf(endpoint)}`,
    createdAt: new Date(creationMillis(endpoint)),
    streams: async (asked) => {
      const found = await streamsOf(call, endpoint);
      if (asked.orderBy === "LogStreamName") return pageOfStreams(found, asked);
      return pageOfStreams(
        found.toSorted((a, b) => Number(a.createdAt) - Number(b.createdAt)),
        asked,
      );
    },
    find: async (name) => (await streamsOf(call, endpoint)).find((stream) => stream.name === name),
  }));
}

/** Streams `VARIANT/i-INSTANCE`, with `/CONTAINER` behind it for those behind the first, of the variants that the endpoint has, also of replicas that are gone, in the order of their names. */
async function streamsOf(call: LedgerCall, endpoint: Endpoint): Promise<readonly NamedStream[]> {
  const found: NamedStream[] = [];
  const { productionVariants = [], shadowProductionVariants = [] } = endpoint.status ?? {};
  for (const { variantName = "" } of [...productionVariants, ...shadowProductionVariants]) {
    const prefix = `${variantObjectName(endpoint.metadata.name, variantName)}-`;
    const streams = await call.ledger.findLogs({ namespace: call.namespace, podPrefix: prefix });
    const replicas = streams.filter(
      (stream) => CONTAINER.test(stream.container) && isReplica(stream, prefix),
    );
    for (const stream of replicas.slice(0, MOST_REPLICAS)) {
      const { lines } = await call.ledger.readLog(stream, { from: 0, limit: 1 });
      const [first] = lines;
      if (first !== undefined)
        found.push({
          name: `${variantName}/${instanceOf(stream)}${behind(stream)}`,
          stream,
          createdAt: first.at,
        });
    }
  }
  return found.toSorted((a, b) => (a.name < b.name ? -1 : 1));
}

/** A Deployment's pods end with the hash of their template and a word of their own; another variant's name may begin like this one. */
const isReplica = ({ pod }: LogStream, prefix: string): boolean =>
  /^[a-z0-9]+-[a-z0-9]+$/.test(pod.slice(prefix.length));

const behind = ({ container }: LogStream): string => (container === "model" ? "" : `/${container}`);

/** An id as EC2 gives its instances, the same for the same pod. */
const instanceOf = ({ pod, uid }: LogStream): string =>
  `i-${createHash("sha256").update(`${pod}/${uid}`).digest("hex").slice(0, 17)}`;
