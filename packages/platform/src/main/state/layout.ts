import { join } from "node:path";

/** Where everything of one embedded home lies, below its state folder. */
export interface Layout {
  readonly root: string;
  readonly stateFile: string;
  readonly credentials: string;
  readonly kubeconfig: string;
  readonly running: string;
  readonly lock: string;
  readonly control: string;
  /** Where the process that carries invocations reaches the AWS door. */
  readonly aws: string;
  /** Where that process is asked to leave the AWS port to another. */
  readonly dataPlane: string;
  readonly tls: string;
  readonly objects: string;
  readonly ledger: string;
  readonly artifacts: string;
  readonly log: string;
  /** Files of whoever runs the home: which Prometheus alarms ask, and how. */
  readonly prometheus: string;
  /** Captured invocations on their way to buckets. */
  readonly captured: string;
  /** Space to start and to remove in when the disk is full. */
  readonly reserve: string;
  /** Python environments of jobs, and what programs found out about this machine: made again when they are gone. */
  readonly environments: string;
  readonly answers: string;
  /** What is made on the way and thrown away; a start throws away what a killed one left. */
  readonly temporary: string;
}

export function layout(root: string): Layout {
  return {
    root,
    stateFile: join(root, "state.json"),
    credentials: join(root, "credentials.json"),
    kubeconfig: join(root, "kubeconfig"),
    running: join(root, "server.json"),
    lock: join(root, "db", "lock.sqlite"),
    control: join(root, "control.sock"),
    aws: join(root, "aws.sock"),
    dataPlane: join(root, "data-plane.sock"),
    tls: join(root, "tls"),
    objects: join(root, "db", "objects.sqlite"),
    ledger: join(root, "db", "ledger.sqlite"),
    artifacts: join(root, "artifacts"),
    log: join(root, "logs", "slipway.log"),
    prometheus: join(root, "prometheus"),
    captured: join(root, "captured"),
    reserve: join(root, "reserve"),
    environments: join(root, "environments"),
    answers: join(root, "answers"),
    temporary: join(root, "tmp"),
  };
}
