import { SlipwayError } from "@slipway/model";
import { kubeconfig } from "#api/kubernetes/kubeconfig.ts";
import type { Ballast } from "#lib/ballast.ts";
import type { Log } from "#lib/log.ts";
import { readIfThere } from "#lib/read-if-there.ts";
import { wordsOf } from "#lib/words-of.ts";
import { writeAtomically } from "#lib/write-atomically.ts";
import type { AwsAccess } from "#runtimes/sagemaker/aws-access.ts";
import { Closers } from "../common/closers.ts";
import { secretsOf } from "../state/credentials.ts";
import { layout } from "../state/layout.ts";
import { type OpenState, openState } from "../state/open-state.ts";
import { Presence } from "../state/presence.ts";
import { stateReserve } from "../state/reserve.ts";
import type { Ports } from "../state/state-file.ts";
import { isSystemError, unusable } from "../state/unusable.ts";
import { VERSION } from "../version.ts";
import { controlSocket } from "./control-socket.ts";
import { openCore } from "./core.ts";
import { openDoors } from "./doors.ts";
import { fileLog } from "./file-log.ts";
import { IDENTITY } from "./identity.ts";
import { keepReserve } from "./keep-reserve.ts";
import { offerSampleFiles } from "./sample-files.ts";
import { seed } from "./seed.ts";
import { startWork, type Work } from "./work.ts";

export interface ServeOptions {
  readonly stateDir: string;
  /** Forget the ports kept so far and take free ones. */
  readonly newPorts: boolean;
  /** Objects may be carried by SageMaker, with the AWS credentials that this process finds. */
  readonly awsCredentials: boolean;
  /** Absolute paths of this machine that every pod may read. */
  readonly allowRead: readonly string[];
  /** What Python environments may take together; without it the node agent's own bound. */
  readonly cacheLimitBytes?: number;
}

/** An embedded home that serves, in this process. */
export interface ServingHome {
  /**
   * Ends in good order, endpoints' programs included. Training programs go on under their supervisors and are found
   * again at the next start, unless `jobs` says to end them too.
   */
  stop(options?: { readonly jobs?: boolean }): Promise<void>;
  readonly ended: Promise<void>;
}

/** Less than a start may need. */
const LITTLE_BYTES = 2 * 1024 * 1024;

/**
 * Opens a state folder and serves it: storage first, doors when they can answer, controllers last. Where the disk is full it
 * starts all the same, out of its reserve, so that there is somebody to remove things by.
 */
export async function serve(options: ServeOptions): Promise<ServingHome> {
  try {
    return await begin(options);
  } catch (error) {
    const reserve = stateReserve(layout(options.stateDir));
    const free = freeOf(reserve);
    if (free >= LITTLE_BYTES) throw error;
    if (reserve.give()) return await begin(options);
    const words = wordsOf(error);
    throw new SlipwayError(
      "SLIP-STATE-014",
      `the disk of ${options.stateDir} has ${free} bytes free, which is too little to start: ${words}`,
      { cause: error },
    );
  }
}

function freeOf(reserve: Ballast): number {
  try {
    return reserve.free();
  } catch {
    return Number.POSITIVE_INFINITY;
  }
}

async function begin(options: ServeOptions): Promise<ServingHome> {
  const closers = new Closers();
  const presence = await Presence.ofThisProcess();
  try {
    const state = openState(options.stateDir, ({ running }) => {
      presence.begin(running);
      return () => presence.end();
    });
    closers.add(() => state.release());
    const { log, close } = fileLog(state.layout.log, secretsOf(state.credentials));
    closers.add(close);
    return await serveState(state, { ...options, log, closers, presence });
  } catch (error) {
    await closers.closeAll().catch(() => {});
    throw isSystemError(error) ? unusable(options.stateDir, error) : error;
  }
}

async function serveState(
  state: OpenState,
  parts: ServeOptions & { readonly log: Log; readonly closers: Closers; readonly presence: Presence },
): Promise<ServingHome> {
  const { log, closers, presence } = parts;
  const core = await openCore(state, parts);
  await offerSampleFiles(core.artifacts, log);
  const doors = await openDoors(core, {
    ports: parts.newPorts ? undefined : state.state.ports,
    closers,
    withoutAws: parts.awsCredentials ? undefined : WITHOUT_AWS,
  });
  state.remember({ ...state.state, ports: doors.ports });
  const { credentials } = state;
  const access = await seed(core.store, { credentials, awsUrl: doors.awsUrl, identity: IDENTITY });
  const work = await startWork(core, {
    access,
    closers,
    aws: awsAccess(state, doors, parts),
    allowRead: parts.allowRead,
    cacheLimitBytes: parts.cacheLimitBytes,
  });
  const home = endable({ work, closers, presence });
  await controlSocket(core, { layout: state.layout, closers, down: (how) => home.stop(how) });
  writeKubeconfig(state, { server: doors.kubernetesUrl, caPem: core.certificates.caPem });
  keepReserve(core, closers);
  presence.ready();
  log.info("ready", { version: VERSION, ...doors.ports });
  return home;
}

/** AWS is spoken to only where the operator said so, and never with what belongs to this home. */
function awsAccess(
  { credentials }: OpenState,
  { ports }: { readonly ports: Ports },
  { awsCredentials }: Pick<ServeOptions, "awsCredentials">,
): AwsAccess {
  const own = { accessKeyId: credentials.accessKeyId, port: ports.aws };
  if (awsCredentials) return { own };
  return { own, refused: WITHOUT_AWS };
}

const WITHOUT_AWS = "this home was started without --aws-credentials, so nothing is done in AWS";

/** A home that ends once, whoever asks, and tells when it has. */
function endable(parts: {
  readonly work: Work;
  readonly closers: Closers;
  readonly presence: Presence;
}): ServingHome {
  let finish = (): void => {};
  const ended = new Promise<void>((resolve) => {
    finish = resolve;
  });
  let ending: Promise<void> | undefined;
  const end = async (jobs: boolean): Promise<void> => {
    parts.presence.ending();
    await parts.work.evict(jobs ? "all" : "services").finally(() => parts.closers.closeAll());
    finish();
  };
  return {
    ended,
    stop: ({ jobs = false } = {}) => {
      ending ??= end(jobs);
      return ending;
    },
  };
}

function writeKubeconfig(
  { layout, credentials }: OpenState,
  at: { readonly server: string; readonly caPem: string },
): void {
  const text = kubeconfig({ ...at, token: credentials.token });
  if (readIfThere(layout.kubeconfig) !== text) writeAtomically(layout.kubeconfig, text, 0o600);
}
