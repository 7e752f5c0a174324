import { join } from "node:path";

type Environment = Readonly<Record<string, string | undefined>>;

/** The variable that chooses the engine: `none`, or an address; empty or absent: whichever is found. */
export const ENGINE_VARIABLE = "SLIPWAY_CONTAINERS";

/** Variables that say where a container engine listens. */
export const ENGINE_VARIABLES = [
  ENGINE_VARIABLE,
  "CONTAINER_HOST",
  "DOCKER_HOST",
  "XDG_RUNTIME_DIR",
] as const;

export interface EngineAddress {
  /** `unix://PATH`, or `tcp://HOST:PORT` without TLS. */
  readonly address: string;
  /** The variable that names it; absent for a place where engines are by default. */
  readonly from?: string;
}

export interface Surroundings {
  readonly env: Environment;
  readonly home: string;
  readonly platform: string;
  readonly isRoot: boolean;
}

/**
 * Where an engine may listen, in the order in which it is asked: what the owner chose, what the clients of podman and docker go
 * by, the sockets that they have by default. Undefined where the owner wants none.
 */
export function engineAddresses(at: Surroundings): readonly EngineAddress[] | undefined {
  const chosen = at.env[ENGINE_VARIABLE] ?? "";
  if (chosen === "none") return undefined;
  if (chosen !== "" && chosen !== "auto") return [{ address: asUrl(chosen), from: ENGINE_VARIABLE }];
  const named = (["CONTAINER_HOST", "DOCKER_HOST"] as const).flatMap((from) => {
    const address = at.env[from] ?? "";
    return address === "" ? [] : [{ address: asUrl(address), from }];
  });
  return [...named, ...sockets(at).map((path) => ({ address: `unix://${path}` }))];
}

function sockets({ env, home, platform, isRoot }: Surroundings): readonly string[] {
  const runtime = env["XDG_RUNTIME_DIR"] ?? "";
  const own = runtime === "" || isRoot ? [] : [join(runtime, "podman/podman.sock")];
  const ownDocker = runtime === "" || isRoot ? [] : [join(runtime, "docker.sock")];
  const machine = join(home, ".local/share/containers/podman/machine");
  const desktop = [
    ...(platform === "darwin"
      ? [
          join(machine, "podman.sock"),
          join(machine, "qemu/podman.sock"),
          join(home, ".colima/default/docker.sock"),
        ]
      : []),
    join(home, ".docker/run/docker.sock"),
    join(home, ".docker/desktop/docker.sock"),
  ];
  return [...own, "/run/podman/podman.sock", ...ownDocker, "/var/run/docker.sock", ...desktop];
}

const asUrl = (address: string): string => (address.startsWith("/") ? `unix://${address}` : address);
