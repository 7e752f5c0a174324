import type { Pod } from "@slipway/model/kubernetes/workloads.ts";
import type { Ledger } from "#ledger/ledger.ts";
import type { Clock } from "#lib/clock.ts";
import type { Log } from "#lib/log.ts";
import type { Mover } from "#mover/mover.ts";
import type { EventRecorder } from "#reconcile/reconciler.ts";
import type { Store } from "#store/store.ts";
import type { ContainerHost } from "../engine/container-host.ts";
import type { EnvironmentPlace } from "../environments/order.ts";
import type { DeviceBook } from "../node/device-book.ts";
import type { IdBook } from "../node/id-book.ts";
import type { NamedPod, NetworkBook } from "../node/network-book.ts";
import type { PortBook } from "../node/port-book.ts";
import type { Answers } from "../pod/answers.ts";
import type { Images } from "../pod/image.ts";
import type { SharedFiles } from "../pod/shared-files.ts";
import type { Sandbox } from "../sandbox/sandbox.ts";
import type { ControlGroups } from "../supervisor/groups/control-groups.ts";
import type { ProcessTable } from "../supervisor/process-table.ts";
import type { Trash } from "./trash.ts";

/** What all pods of a node share. */
export interface RunnerTools {
  readonly store: Store;
  readonly ledger: Pick<Ledger, "appendLog" | "logLength" | "closeLog">;
  readonly images: Images;
  readonly sandbox: Sandbox;
  readonly ports: PortBook;
  readonly users: IdBook;
  readonly devices: DeviceBook;
  readonly networks: NetworkBook;
  /** Those of the pod's group that its programs call by name, itself among them. */
  readonly peersOf: (pod: Pod) => readonly NamedPod[];
  readonly processes: ProcessTable;
  /** Absent where this home may make none that bounds memory. */
  readonly groups?: ControlGroups | undefined;
  /** Absent where sidecars that move data are programs like others. */
  readonly mover?: Mover | undefined;
  /** Absent where no engine is ever looked for. */
  readonly containers?: ContainerHost | undefined;
  readonly trash: Trash;
  readonly podsDir: string;
  readonly environments: EnvironmentPlace;
  readonly answers: Answers;
  readonly sharedFiles: SharedFiles;
  /** PATH, HOME and the like: all that containers get from this machine. */
  readonly environment: Readonly<Record<string, string>>;
  /** How often the disk of a pod with limits is looked at; by default as a kubelet does. */
  readonly diskEveryMs?: number | undefined;
  readonly events: EventRecorder;
  readonly clock: Clock;
  readonly log: Log;
}
