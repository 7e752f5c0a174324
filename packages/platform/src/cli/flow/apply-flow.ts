import { defined, findCondition, SlipwayError } from "@slipway/model";
import { type Flow, flowKind } from "@slipway/model/kinds/flow/index.ts";
import { FIELD_MANAGER } from "../commands/apply.ts";
import type { Session } from "../session/session.ts";

/** A Flow's controller only reads and stores it. */
const READ_WITHIN_MS = 60_000;

export interface AppliedFlow {
  readonly flow: Flow;
  readonly version: string;
  /** As it was before; absent of one that was not there. */
  readonly before?: Flow;
}

/** Makes the Flow what the manifest says, no more and no less, and waits until that is a version of it. The same again changes nothing. */
export async function applyFlow(session: Session, manifest: Flow): Promise<AppliedFlow> {
  const { kubernetes } = await session.client();
  const { name } = manifest.metadata;
  const namespace = manifest.metadata.namespace ?? (await session.namespace());
  const before = await kubernetes.find(flowKind, { name, namespace });
  const { labels, annotations } = manifest.metadata;
  const metadata = { name, namespace, ...defined({ labels, annotations }) };
  const wanted: Flow = {
    apiVersion: manifest.apiVersion,
    kind: manifest.kind,
    metadata,
    spec: manifest.spec,
  };
  const { object } = await kubernetes.apply(flowKind, wanted, { manager: FIELD_MANAGER, force: true });
  const left = Object.keys(object.spec).filter((field) => !Object.hasOwn(manifest.spec, field));
  // What another manager has set, and the manifest does not name, is no part of it.
  const applied =
    left.length === 0
      ? object
      : await kubernetes.patch<Flow>(
          flowKind,
          { name, namespace },
          { spec: Object.fromEntries(left.map((field) => [field, null])) },
        );
  const flow = await readBy(session, applied);
  return { flow, version: flow.status?.version ?? "", ...defined({ before }) };
}

/** As its controller has read it. Throws what that says against it. */
async function readBy(session: Session, flow: Flow): Promise<Flow> {
  const { kubernetes } = await session.client();
  const { name, namespace, generation = 0 } = flow.metadata;
  const { met, object } = await kubernetes.waitFor<Flow>(
    flowKind,
    { name, namespace },
    (seen) => seen === undefined || (readyOf(seen)?.observedGeneration ?? -1) >= generation,
    { timeoutMs: READ_WITHIN_MS, signal: session.signal },
  );
  session.signal.throwIfAborted();
  if (!met || object === undefined)
    throw new SlipwayError(
      "SLIP-CLI-006",
      `flow/${name} was not read within a minute: slipway why flow/${name}`,
    );
  const ready = readyOf(object);
  if (ready?.status === "True") return object;
  throw new SlipwayError("SLIP-CLI-005", ready?.message ?? "it cannot be run", { details: { name } });
}

const readyOf = ({ status }: Flow) => findCondition(status?.conditions, "Ready");

/** `sha256:` and the first digits, as people compare them. */
export const shortVersion = (version: string): string => version.slice(0, "sha256:".length + 12);
