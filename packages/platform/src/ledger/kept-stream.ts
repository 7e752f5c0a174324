import { SlipwayError } from "@slipway/model";
import type { Ledger, LogStream } from "./ledger.ts";

/** The containers of a pod, by name. */
export interface ContainerNames {
  readonly main: readonly string[];
  readonly init: readonly string[];
}

/** The stream of a container of the pod with the uid, else of the newest that had the name. Throws NotFound where none left a log. */
export async function keptStream(
  ledger: Pick<Ledger, "findLogs">,
  { namespace, pod, uid }: { readonly namespace: string; readonly pod: string; readonly uid?: string },
  container: string | undefined,
): Promise<LogStream> {
  const streams = await ledger.findLogs({ namespace, pod });
  const newest = streams.filter((stream) => stream.uid === (uid ?? streams[0]?.uid));
  if (newest.length === 0) {
    throw new SlipwayError("SLIP-API-001", `pods ${JSON.stringify(pod)} not found`, {
      details: { name: pod, kind: "pods" },
    });
  }
  const chosen = chooseContainer(
    pod,
    { main: newest.map((stream) => stream.container), init: [] },
    container,
  );
  return (
    newest.find((stream) => stream.container === chosen) ?? { namespace, pod, uid: "", container: chosen }
  );
}

/** The container that is meant, in an API server's words where none can be. */
export function chooseContainer(
  pod: string,
  { main, init }: ContainerNames,
  wanted: string | undefined,
): string {
  if (wanted !== undefined) {
    if (main.includes(wanted) || init.includes(wanted)) return wanted;
    throw badRequest(`container ${wanted} is not valid for pod ${pod}`);
  }
  const [only, ...others] = main;
  if (only !== undefined && others.length === 0) return only;
  const further = init.length === 0 ? "" : ` or one of the init containers: [${init.join(" ")}]`;
  throw badRequest(
    `a container name must be specified for pod ${pod}, choose one of: [${main.join(" ")}]${further}`,
  );
}

function badRequest(message: string): SlipwayError {
  return new SlipwayError("SLIP-API-008", message);
}
