import { lookup } from "node:dns/promises";
import { access, constants } from "node:fs/promises";
import { delimiter, join } from "node:path";
import { SlipwayError } from "@slipway/model";
import type { Environment } from "../container.ts";
import { gpuCount } from "../gpu-count.ts";
import { jobFramework } from "./framework.ts";
import { instanceGroups } from "./instance-groups.ts";
import type { Program } from "./program.ts";
import { type Values, variableText } from "./values.ts";

/** How the program is started on this host. */
export interface Start {
  /** As of {@link Program}. */
  readonly command: readonly string[];
  readonly variables: Readonly<Record<string, string>>;
}

interface Job {
  readonly values: Values;
  readonly resources: Readonly<Record<string, unknown>>;
  readonly environment: Environment;
}

/** The hosts that a launcher starts programs on, and which of them this one is. */
interface Hosts {
  readonly all: readonly string[];
  readonly own: string;
  readonly networkInterface: string;
  /** Where the first of them is: its name, or its address where names do not resolve. */
  readonly master: string;
}

const TORCHRUN = "sagemaker_torch_distributed_enabled";
const MPI = "sagemaker_mpi_enabled";
const PER_HOST = "sagemaker_mpi_num_of_processes_per_host";
const PROCESSES = "sagemaker_mpi_num_processes";
/** SageMaker's own. */
const MASTER_PORT = 7_777;

/**
 * The program as the estimator's `distribution` asks for it to be started: by itself, by torchrun, or by mpirun on one instance, with the
 * options that sagemaker-training gives them. Throws SLIP-SCRIPT-008 for launchers that there are none of here.
 */
export async function startOf(program: Program, job: Job): Promise<Start> {
  refuseOthers(job.values);
  const hosts = hostsOf(job);
  const asks = (name: string): boolean => job.values.reserved[name] === true && hosts.all.includes(hosts.own);
  if (asks(TORCHRUN)) return torchrun(program, { ...job, hosts });
  if (asks(MPI)) return mpirun(program, { ...job, hosts });
  if (jobFramework(job.environment)?.module !== "torch") return { command: program.command, variables: {} };
  return { command: program.command, variables: await torchVariables(hosts) };
}

/** What AWS's images of PyTorch set for whoever calls `init_process_group` by themselves. */
async function torchVariables(hosts: Hosts): Promise<Readonly<Record<string, string>>> {
  return {
    MASTER_ADDR: hosts.master,
    MASTER_PORT: String(await masterPort(hosts)),
    NCCL_SOCKET_IFNAME: hosts.networkInterface,
    NCCL_IB_DISABLE: "1",
    NCCL_DEBUG: "WARN",
  };
}

/**
 * PyTorch's store listens on all addresses. Where hosts share a machine, so do jobs: each has a port by the address of its first host
 * there, below those that systems give to outgoing connections.
 */
async function masterPort({ master, networkInterface }: Hosts): Promise<number> {
  if (networkInterface !== "lo") return MASTER_PORT;
  const { address } = await lookup(master, 4).catch(() => ({ address: "127.0.0.1" }));
  const number = address.split(".").reduce((sum, part) => sum * 256 + Number(part), 0);
  return 10_000 + (number % 9_999);
}

async function torchrun(program: Program, job: Job & { readonly hosts: Hosts }): Promise<Start> {
  const { hosts } = job;
  const [python = "", ...words] = program.command;
  if (program.file?.endsWith(".py") !== true)
    throw new SlipwayError(
      "SLIP-SCRIPT-008",
      `${TORCHRUN} is true, and torchrun starts a file that ends with .py`,
    );
  const count = hosts.all.length;
  const port = await masterPort(hosts);
  const nodes = [
    "--master_addr",
    hosts.master,
    "--master_port",
    String(port),
    "--node_rank",
    String(hosts.all.indexOf(hosts.own)),
  ];
  const options = [
    "--nnodes",
    String(count),
    "--nproc_per_node",
    String(perHost(job)),
    ...(count > 1 ? nodes : []),
  ];
  return {
    // What torchrun is, for an interpreter that may have it in no folder of the PATH.
    command: [python, "-m", "torch.distributed.run", ...options, ...words],
    variables: { ...(await torchVariables(hosts)), NCCL_PROTO: "simple" },
  };
}

async function mpirun(program: Program, job: Job & { readonly hosts: Hosts }): Promise<Start> {
  const { hosts, environment, values } = job;
  if (hosts.all.length > 1)
    throw new SlipwayError(
      "SLIP-SCRIPT-008",
      `${MPI} is true for ${hosts.all.length} instances; mpirun starts programs on this one alone, since there is no SSH between instances`,
    );
  if (!(await isOnPath("mpirun", environment)))
    throw new SlipwayError("SLIP-SCRIPT-008", `${MPI} is true, and no mpirun is installed here`);
  const [first = "", ...words] = program.command;
  const slots = perHost(job);
  const asked = Number(variableText(values.reserved[PROCESSES]));
  const custom = variableText(values.reserved["sagemaker_mpi_custom_mpi_options"])
    .split(/\s+/)
    .filter(Boolean);
  const own = program.file?.endsWith(".py") === true ? [first, "-m", "mpi4py"] : [first];
  return {
    command: [
      ...["mpirun", "--host", `localhost:${slots}`, "-np", String(asked > 0 ? asked : slots)],
      ...["--allow-run-as-root", "--tag-output", "-bind-to", "none", "-map-by", "slot"],
      ...custom,
      ...own,
      ...words,
    ],
    variables: {},
  };
}

/** One for each GPU, and one on processors, as the toolkit has it. */
function perHost({ values, environment }: Job): number {
  const asked = Number(variableText(values.reserved[PER_HOST]));
  return asked > 0 ? asked : Math.max(1, gpuCount(environment));
}

/** Of a job with groups of instances those of the groups that are named for it; all where none is. */
function hostsOf({ values, resources, environment }: Job): Hosts {
  const all = Array.isArray(resources["hosts"]) ? (resources["hosts"] as string[]) : ["algo-1"];
  const groups = instanceGroups({ values, resources });
  const named = groups.distribution_instance_groups;
  const members = Array.isArray(named)
    ? named.flatMap((name) => groups.instance_groups_dict[String(name)]?.hosts ?? [])
    : [];
  const chosen = members.length > 0 ? members : all;
  const own = String(resources["current_host"] ?? all[0] ?? "algo-1");
  // A plain process has its machine's names.
  const addresses = JSON.parse(environment["SLIPWAY_HOSTS"] ?? "{}") as Readonly<Record<string, string>>;
  const first = chosen[0] ?? own;
  return {
    all: chosen,
    own,
    master: addresses[first] ?? first,
    networkInterface: String(resources["network_interface_name"] ?? "eth0"),
  };
}

async function isOnPath(name: string, environment: Environment): Promise<boolean> {
  for (const folder of (environment["PATH"] ?? "").split(delimiter)) {
    const found = await access(join(folder, name), constants.X_OK).then(
      () => true,
      () => false,
    );
    if (found) return true;
  }
  return false;
}

/** Launchers that only AWS's images have, and those of frameworks that nothing here starts. */
function refuseOthers({ reserved, own }: Values): void {
  const asked = Object.entries(reserved).find(
    ([name, value]) => name.endsWith("_enabled") && value === true && name !== TORCHRUN && name !== MPI,
  );
  const what = asked?.[0] ?? (own["mp_parameters"] === undefined ? undefined : "mp_parameters");
  if (what === undefined) return;
  const says = what === "mp_parameters" ? "is given" : "is true";
  throw new SlipwayError("SLIP-SCRIPT-008", `the hyperparameter ${what} ${says}`);
}
