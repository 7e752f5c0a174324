import { createAwsDoor } from "#api/aws/aws-door.ts";
import { createKubernetesDoor } from "#api/kubernetes/door.ts";
import { catchAws } from "#api/proxy/catch-aws.ts";
import { createS3Door } from "#api/s3/s3-door.ts";
import { storeAccessKeys } from "#api/store-access-keys.ts";
import { openCapture } from "#capture/open-capture.ts";
import { CaptureShipping } from "#capture/ship-captured.ts";
import type { AnsweredInvocation } from "#ledger/answers.ts";
import { HostCertificates } from "#lib/tls/host-certificates.ts";
import { createMetricReading } from "#metrics/thread/create-metric-reading.ts";
import { AnsweredQueue } from "#router/answered/answered-queue.ts";
import { AnsweredTap } from "#router/answered/answered-tap.ts";
import { holdingInvoker } from "#router/holding-invoker.ts";
import type { Invoker } from "#router/invoker.ts";
import { createRouter, type Router } from "#router/router.ts";
import type { Closers } from "../common/closers.ts";
import { homeJudge } from "../common/home-judge.ts";
import { measureEndpoints } from "../common/measure-endpoints.ts";
import { askToLeave } from "../data-plane/ask-to-leave.ts";
import { PROGRAMS } from "../program-files.ts";
import { socketPath } from "../state/socket-path.ts";
import type { Ports } from "../state/state-file.ts";
import { VERSION } from "../version.ts";
import { AwsFront } from "./aws-front.ts";
import { awsPort } from "./aws-port.ts";
import type { Core } from "./core.ts";
import { DataPlaneProcess } from "./data-plane-process.ts";
import { onPort } from "./on-port.ts";

export interface Doors {
  readonly ports: Ports;
  readonly kubernetesUrl: string;
  readonly awsUrl: string;
}

/** Opens every door on loopback: on the ports kept so far, or on free ones at the first start. */
export async function openDoors(
  core: Core,
  parts: {
    readonly ports: Ports | undefined;
    readonly closers: Closers;
    /** Why nothing is done in AWS; undefined where it is. */
    readonly withoutAws: string | undefined;
  },
): Promise<Doors> {
  const { closers, withoutAws } = parts;
  const { artifacts, ledger, state, clock, log } = core;
  const shipping = new CaptureShipping({
    folder: state.layout.captured,
    artifacts: () => artifacts,
    clock,
    log,
  });
  closers.add(() => shipping.close());
  const answered = new AnsweredQueue({ send: (batch) => ledger.answers.note(batch), clock, log });
  closers.add(() => answered.close());
  const kept = parts.ports;
  const { router, port } = await openRouter(core, { port: kept?.router, answered }, closers);
  const invoker = holdingInvoker({ invoker: router, clock: core.clock });
  const aws = await openAws(core, { port: kept?.aws, invoker, withoutAws, answered }, closers);
  const kubernetes = await openKubernetes(core, kept?.kubernetes, closers);
  const doors = {
    ports: { kubernetes, aws: aws.port, router: port },
    kubernetesUrl: `https://127.0.0.1:${kubernetes}`,
    awsUrl: `http://127.0.0.1:${aws.port}`,
  };
  const dataPlane = openDataPlane(core, { ...aws, kubernetesUrl: doors.kubernetesUrl, answered });
  measureEndpoints({ ...core, measured: [router, dataPlane] }, closers);
  closers.add(() => dataPlane.close());
  return doors;
}

async function openRouter(
  core: Core,
  { port, answered }: { readonly port: number | undefined; readonly answered: AnsweredQueue },
  closers: Closers,
): Promise<{ readonly router: Router; readonly port: number }> {
  const { cache, clock, log, state } = core;
  const capture = openCapture({ folder: state.layout.captured, clock, log });
  closers.add(() => capture.close());
  const token = state.credentials.routerToken;
  const taps = [capture.tap, new AnsweredTap(answered, clock)];
  const router = await createRouter({ cache, clock, log, token, taps });
  closers.add(() => router.close());
  const { url } = await onPort("router", port, (free) => router.listen({ port: free }));
  return { router, port: Number(new URL(url).port) };
}

function openDataPlane(
  { cache, state, certificates, clock, log }: Core,
  at: {
    readonly front: AwsFront;
    readonly port: number;
    readonly kubernetesUrl: string;
    readonly answered: AnsweredQueue;
  },
): DataPlaneProcess {
  const kubernetes = {
    server: at.kubernetesUrl,
    ca: certificates.caPem,
    token: state.credentials.token,
  };
  const { layout } = state;
  const settings = {
    kubernetes,
    server: socketPath(layout.aws),
    leave: socketPath(layout.dataPlane),
    folder: layout.root,
    captured: layout.captured,
  };
  const answered = (invocations: readonly AnsweredInvocation[]): void => at.answered.addAll(invocations);
  return new DataPlaneProcess({ cache, settings, clock, log, answered, front: at.front, port: at.port });
}

async function openAws(
  core: Core,
  how: {
    readonly port: number | undefined;
    readonly invoker: Invoker;
    readonly withoutAws: string | undefined;
    readonly answered: AnsweredQueue;
  },
  closers: Closers,
): Promise<{ readonly front: AwsFront; readonly port: number }> {
  const { store, cache, ledger, artifacts, clock, log } = core;
  const accessKeys = storeAccessKeys({ cache, log });
  closers.add(() => accessKeys.close());
  const { invoker, withoutAws } = how;
  // Its thread is started by the first job that brings definitions.
  const metrics = createMetricReading({ workerUrl: PROGRAMS.metricWorker });
  closers.add(() => metrics.close());
  const aws = createAwsDoor({
    store,
    cache,
    accessKeys,
    ledger,
    invoker,
    clock,
    log,
    judge: homeJudge({ store, cache }, { metrics, withoutAws }),
    beside: ["s3"],
  });
  const s3 = createS3Door({ store: artifacts, accessKeys, clock, log });
  const server = awsPort({
    aws: (request, response) => aws.handler(request, response),
    s3: (request, response) => s3.handler(request, response),
  });
  const certificates = new HostCertificates(core.state.layout.tls, clock);
  const tunnels = catchAws(server, { accessKeys, certificates, log });
  await Promise.all([accessKeys.synced, aws.synced]);
  const front = await AwsFront.open(server, socketPath(core.state.layout.aws));
  closers.add(() => {
    front.leave();
    server.close();
    tunnels.close();
    server.closeAllConnections();
  });
  await askToLeave(socketPath(core.state.layout.dataPlane), (told) => how.answered.addAll(told));
  const port = await onPort("AWS door", how.port, (free) => front.listen(free));
  return { front, port };
}

async function openKubernetes(core: Core, port: number | undefined, closers: Closers): Promise<number> {
  const { server, ledger, certificates, clock, log } = core;
  const door = await createKubernetesDoor({
    server,
    ledger,
    tls: certificates,
    version: VERSION,
    clock,
    log,
  });
  closers.add(() => door.close());
  const url = await onPort("Kubernetes door", port, (free) => door.listen({ port: free, host: "127.0.0.1" }));
  return Number(new URL(url).port);
}
