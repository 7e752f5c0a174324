import { KINDS } from "@slipway/model/kinds/all.ts";
import { endpointKind } from "@slipway/model/kinds/endpoint/index.ts";
import { hasAws, type KindFacts } from "@slipway/model/kinds/facts.ts";
import { metricAlarmKind } from "@slipway/model/kinds/metric-alarm/index.ts";
import type { Ledger } from "#ledger/ledger.ts";
import type { Clock } from "#lib/clock.ts";
import type { Log } from "#lib/log.ts";
import { MetricWriter } from "#monitoring/metric-writer.ts";
import type { Invoker } from "#router/invoker.ts";
import type { Cache } from "#store/cache.ts";
import { cachedStore } from "#store/cached-store.ts";
import type { Store } from "#store/store.ts";
import type { AccessKeys } from "../access-keys.ts";
import { issuedId } from "../find-key.ts";
import { autoscalingService } from "./autoscaling/autoscaling-service.ts";
import type { Call, HomeJudge } from "./call.ts";
import type { Known } from "./control/codec.ts";
import type { BodyLimits } from "./http/body-budget.ts";
import { iamService } from "./iam/iam-service.ts";
import { ClientAccess } from "./invoke/client-access.ts";
import { endpointStates } from "./invoke/endpoint-states.ts";
import { InvokeRights } from "./invoke/invoke-rights.ts";
import { RateLimits } from "./invoke/rate-limits.ts";
import { metricsService } from "./job-metrics/metrics-service.ts";
import type { LedgerCall } from "./ledger-call.ts";
import { logsService } from "./logs/logs-service.ts";
import { metricsPage } from "./metrics-page/metrics-page.ts";
import { AnsweringVariants } from "./monitoring/answering-variants.ts";
import type { MonitoringCall } from "./monitoring/monitoring-call.ts";
import { monitoringService } from "./monitoring/monitoring-service.ts";
import { PutRights } from "./monitoring/put-rights.ts";
import { awsKind } from "./objects/aws-kind.ts";
import { keepIndexes } from "./objects/kind-indexes.ts";
import { controlOperations } from "./services/control-operations.ts";
import type { Authentic, DoorService } from "./services/door-service.ts";
import { notServed } from "./services/not-served.ts";
import { rpcService } from "./services/rpc-service.ts";
import { runtimeService } from "./services/runtime-service.ts";
import { type AwsDoor, signedDoor } from "./signed-door.ts";
import type { StsCall } from "./sts/sts-call.ts";
import { stsService } from "./sts/sts-service.ts";
import { triggerService } from "./triggers/trigger-service.ts";

export interface AwsDoorOptions {
  /** With rights to list and watch the door's kinds; every request acts with its caller's rights. */
  readonly store: Store;
  /** With the same rights. */
  readonly cache: Cache;
  readonly accessKeys: AccessKeys;
  /** Logs and metrics are read from it. */
  readonly ledger: Ledger;
  readonly invoker: Invoker;
  readonly log: Log;
  readonly clock: Clock;
  /** What cannot work in this home is refused before it is stored. */
  readonly judge: HomeJudge;
  /** The kinds whose operations are served; absent means all that there are. */
  readonly kinds?: readonly KindFacts[];
  readonly limits?: BodyLimits;
  /** Services that doors beside this one serve at its address, by their signing names: for who asks what there is. */
  readonly beside?: readonly string[];
}

/** Beside ACK.Advisory, which clients of AWS do not see. */
const WITHOUT_EFFECT = "x-slipway-without-effect";
/** Of characters: some clients take no longer header. */
const MOST_TOLD = 2_000;

/** Resolves once the cache has every kind of the door. */
async function followed(kinds: readonly KindFacts[], cache: Cache): Promise<void> {
  const served = kinds.filter(hasAws).map((facts) => awsKind(facts));
  for (const aws of served) keepIndexes(cache, aws);
  const alarms = kinds.filter(({ kind }) => kind.plural === metricAlarmKind.plural);
  await Promise.all([cache.of(endpointKind), ...[...served, ...alarms].map(({ kind }) => cache.of(kind))]);
}

/** AWS services over the objects of the store: a table of them, each in its own protocol. */
export function createAwsDoor(options: AwsDoorOptions): AwsDoor {
  const { kinds = KINDS, cache } = options;
  const store = cachedStore(options.store, cache);
  const states = endpointStates(cache);
  const synced = followed(kinds, cache);
  // Whoever waits for it is told; nobody need.
  synced.catch(() => {});
  const rights = new InvokeRights(options.store, options.clock);
  const clients = new ClientAccess(cache, options.clock);
  const limits = new RateLimits(options.clock);
  const putRights = new PutRights(options.store, options.clock);
  const writer = new MetricWriter(options.ledger);
  const answering = new AnsweringVariants({ answers: options.ledger.answers, cache, clock: options.clock });

  const callOf = ({ key: { caller, namespace, accountId, region }, exchange }: Authentic): Call => ({
    store: store.as(caller),
    cache,
    identity: { accountId, region },
    namespace,
    now: options.clock.now(),
    judge: options.judge,
    ledger: options.ledger,
    tellWithoutEffect: (fields) =>
      exchange.response.setHeader(WITHOUT_EFFECT, fields.join(", ").slice(0, MOST_TOLD)),
  });
  const known: Known = { isKnown: (type) => options.judge.hasMachines(type) };
  const withLedger = (request: Authentic): LedgerCall => ({ ...callOf(request), ledger: options.ledger });
  const monitoringCall = (request: Authentic): MonitoringCall => ({
    ...withLedger(request),
    writer,
    answering,
    mayPut: () => putRights.check(request.key),
  });
  const identityCall = ({ key }: Authentic): StsCall => {
    const issued = options.accessKeys.find(issuedId(key)) ?? key;
    return { key, issued, store: store.as(key.caller), now: options.clock.now() };
  };
  const unknown = ({ exchange }: Authentic, operation: string): Error =>
    notServed(table, exchange.request, operation);
  const services: readonly DoorService[] = [
    ...controlOperations(kinds).map((served) => rpcService(served, { callOf, known, notServed: unknown })),
    rpcService(logsService, { callOf: withLedger, notServed: unknown }),
    rpcService(iamService, { callOf: identityCall, notServed: unknown }),
    rpcService(stsService, { callOf: identityCall, notServed: unknown }),
    rpcService(autoscalingService, { callOf: withLedger, notServed: unknown }),
    rpcService(monitoringService, { callOf: monitoringCall, notServed: unknown }),
    rpcService(metricsService, { callOf: monitoringCall, notServed: unknown }),
    runtimeService({
      states,
      rights,
      clients,
      limits,
      invoker: options.invoker,
      later: { queue: options.ledger.requests, clock: options.clock },
    }),
    metricsPage({ accessKeys: options.accessKeys, callOf: withLedger }),
    triggerService({ accessKeys: options.accessKeys, callOf }),
  ];

  const table = { services, beside: options.beside ?? [] };

  return signedDoor({ ...options, table, synced });
}
