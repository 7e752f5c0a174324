import { persist } from "./persist.ts";
import type { Soak } from "./soak.ts";

interface Started {
  readonly Attributes?: Readonly<Record<string, string>>;
}

/** The engine remembers every start of a container, whatever the home knows: those of a job are as many as its hosts. */
export async function proveStarts(soak: Soak, job: string, hosts: number): Promise<void> {
  const said = await persist(soak, `the containers of ${job}`, () =>
    soak.engine.podman(
      "events",
      "--stream=false",
      ...["--since", "24h", "--filter", "event=start", "--format", "json"],
    ),
  );
  const pods = said.split("\n").flatMap((line) => {
    if (line.trim() === "") return [];
    const { Attributes: labels = {} } = JSON.parse(line) as Started;
    return labels["slipway.dev/pod"] ?? [];
  });
  const own = pods.filter((pod) => new RegExp(`^default/${job}-[a-z0-9]{7}-algo-\\d+$`).test(pod));
  if (own.length !== hosts || new Set(own).size !== hosts)
    soak.violated(`the containers of ${job} that were started are of: ${own.join(", ")}`);
}
