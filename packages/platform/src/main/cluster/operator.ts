import { SERVING_LABEL } from "@slipway/model/kubernetes/serving-names.ts";
import { nodeKind, type Pod } from "@slipway/model/kubernetes/workloads.ts";
import { S3Artifacts } from "#artifacts/s3/s3-artifacts.ts";
import { labelledNamespaces } from "#cluster/admission/labelled-namespaces.ts";
import { kubernetesLogReader } from "#cluster/pod-logs/kubernetes-log-reader.ts";
import { shipPodLogs } from "#cluster/pod-logs/ship-pod-logs.ts";
import { kubernetesPodUsage } from "#cluster/pod-usage/kubernetes-pod-usage.ts";
import { JOBS_LABEL, PROMETHEUS_FOLDER } from "#installation/names.ts";
import { createPostgresLedger } from "#ledger/postgres/create-postgres-ledger.ts";
import { createMetricReading } from "#metrics/thread/create-metric-reading.ts";
import { startControllers } from "#reconcile/start-controllers.ts";
import { isSettled } from "#runs/settled.ts";
import { fromOneImage } from "#runtimes/pods/images.ts";
import { KEPT_LOG } from "#runtimes/pods/layout.ts";
import { closedLog } from "#runtimes/pods/log-is-in.ts";
import { CLUSTER_MACHINES } from "#runtimes/pods/machines.ts";
import { KUBELET } from "#runtimes/pods/node-ways.ts";
import { offeredByNodes } from "#runtimes/pods/offered-gpus.ts";
import { askNodes } from "#runtimes/pods/pins/ask-nodes.ts";
import { releasePods } from "#runtimes/pods/release-pods.ts";
import { tendPods } from "#runtimes/pods/tend-pods.ts";
import { cachedStore } from "#store/cached-store.ts";
import { recordEvents } from "#store/record-events.ts";
import { artifactSecrets } from "../common/artifact-secrets.ts";
import { answerLater } from "../common/async-inference.ts";
import { controllers } from "../common/controllers.ts";
import { measureInstances } from "../common/measure-instances.ts";
import { keepWithin } from "../common/retention.ts";
import { PROGRAMS } from "../program-files.ts";
import { awsAccess } from "./aws-access.ts";
import type { Base } from "./base.ts";
import { checkBuckets } from "./check-buckets.ts";
import { namespaceArtifacts } from "./namespace-artifacts.ts";

/** The operator: every controller, the keeper of logs and of the Secrets by which pods reach artifacts. */
export async function runOperator(base: Base): Promise<void> {
  const { client, store, cache, files, clock, log, closers } = base;
  const { identity, image, baseImage, s3Endpoint, jobsIn = [] } = await files.settings();
  const options = await files.artifacts();
  const artifacts = new S3Artifacts(options);
  closers.add(() => artifacts.close());
  base.buckets.check = checkBuckets({ options, endpoint: s3Endpoint, namespace: jobsIn[0] ?? "default" });
  const ledger = await createPostgresLedger({ url: await files.text("database-url"), clock });
  closers.add(() => ledger.close());
  keepWithin({ ledger, cache, log }, closers);
  const secrets = artifactSecrets({
    store,
    cache,
    clock,
    log,
    where: { labels: JOBS_LABEL },
    access: (namespace) => files.bucketAccess(namespace),
  });
  closers.add(() => secrets.close());
  await secrets.given;
  const logs = shipPodLogs({
    cache,
    ledger,
    clock,
    log,
    reader: kubernetesLogReader(client),
    labels: KEPT_LOG,
  });
  closers.add(() => logs.close());
  const metrics = createMetricReading({ workerUrl: PROGRAMS.metricWorker });
  closers.add(() => metrics.close());
  const admission = labelledNamespaces({ cache, labels: JOBS_LABEL });
  closers.add(() => admission.close());
  await admission.synced;
  const stop = new AbortController();
  const ways = {
    ...KUBELET,
    machines: {
      ...CLUSTER_MACHINES,
      gpus: async () => offeredByNodes([...(await cache.of(nodeKind)).values()]),
    },
  };
  const pods = {
    useImage: fromOneImage({ image, baseImage }),
    logIsIn: closedLog({ ledger, clock }),
    resolveImage: askNodes({ store, cache, clock, ways, image, signal: stop.signal }),
    ways,
  };
  const bucketsOf = namespaceArtifacts((namespace) => files.bucketAccess(namespace), closers);
  await answerLater({ store, cache, ledger, clock, log, artifacts: bucketsOf }, closers);
  const usages = (pods: readonly Pod[]) =>
    kubernetesPodUsage(client, { label: SERVING_LABEL.endpoint, pods, now: clock.now() });
  measureInstances({ cache, ledger, clock, log, usages }, closers);
  const events = recordEvents({ store, clock, log, component: "slipway" });
  const aws = awsAccess(process.env);
  const tending = tendPods({ store, cache, clock, log, signal: stop.signal });
  const reading = cachedStore(store, cache);
  const releasing = releasePods({ store: reading, cache, clock, log, isSettled, signal: stop.signal });
  const running = startControllers(
    controllers({
      ...{ store: reading, cache, ledger, metrics, artifacts, identity, clock, aws, pods },
      prometheus: PROMETHEUS_FOLDER,
    }),
    { store: reading, cache, clock, log, events, admission, signal: stop.signal },
  );
  closers.add(() => {
    stop.abort();
    return Promise.all([running, tending, releasing]);
  });
}
