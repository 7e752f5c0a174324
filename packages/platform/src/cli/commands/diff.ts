import { defined, SlipwayError } from "@slipway/model";
import { type Flow, flowKind } from "@slipway/model/kinds/flow/index.ts";
import type { Command } from "../command.ts";
import { textArgument } from "../command.ts";
import { EXIT } from "../errors/exit-code.ts";
import { shortVersion } from "../flow/apply-flow.ts";
import { type CacheEffects, cacheEffectsOf, drawCache } from "../flow/cache-effects-of.ts";
import { diffFlows, type FlowChange } from "../flow/diff-flows.ts";
import { flowsIn, isFlowFile } from "../flow/flow-file.ts";
import { inFlight } from "../flow/in-flight.ts";
import type { Session } from "../session/session.ts";

export const command: Command = {
  configure: (command) =>
    void command.argument("<file>", "a file with flows (.yaml, .json, .ts), or -").addHelpText(
      "after",
      `
Each flow is compared with the newest version that is deployed, step by step. Nothing is changed. As kubectl diff, the exit code is 0
where there is no difference, 1 where there is one, and more where it cannot be told.

Examples:
  slipway diff nightly.yaml`,
    ),

  async run(session, args) {
    const file = textArgument(args, 0) ?? "";
    if (!isFlowFile(file))
      throw new SlipwayError(
        "SLIP-CLI-028",
        `diff: comparing other objects than flows is not served yet; kubectl diff -f FILE does it, after eval "$(slipway env)"`,
      );
    const compared: Compared[] = [];
    for (const manifest of await flowsIn(session, file)) compared.push(await compare(session, manifest));
    await session.print(
      compared.map(({ flow, version, changes, cache }) => ({
        ...{ flow, version, changes },
        ...defined({ cache: cache?.effects }),
      })),
      () => compared.map((one) => draw(session, one)).join("\n"),
    );
    return compared.some(({ changes, version }) => version === undefined || changes.length > 0)
      ? EXIT.failure
      : EXIT.ok;
  },
};

interface Compared {
  readonly flow: string;
  /** Absent where there is no Flow of the name yet. */
  readonly version: string | undefined;
  readonly changes: readonly FlowChange[];
  readonly runs: string | undefined;
  readonly cache: CacheEffects | undefined;
}

async function compare(session: Session, { metadata, spec }: Flow): Promise<Compared> {
  const { kubernetes } = await session.client();
  const { name, namespace = await session.namespace() } = metadata;
  const flow = await kubernetes.find(flowKind, { name, namespace });
  const changes = diffFlows(flow?.spec ?? { steps: [] }, spec);
  const cache =
    flow === undefined || changes.length === 0 ? undefined : await cacheEffectsOf(session, flow, spec);
  const runs =
    flow === undefined || changes.length === 0 ? undefined : await inFlight(session, { name, namespace });
  return {
    flow: name,
    version: flow === undefined ? undefined : (flow.status?.version ?? ""),
    changes,
    runs,
    cache,
  };
}

const MARKS = { added: "+", removed: "-", changed: "~" } as const;

function draw({ colors }: Session, { flow, version, changes, runs, cache }: Compared): string {
  const paint = { added: colors.green, removed: colors.red, changed: colors.yellow };
  const head =
    version === undefined
      ? `flow/${flow}: is not there yet`
      : changes.length === 0
        ? `flow/${flow}: the same as ${shortVersion(version)}`
        : `flow/${flow}: differs from ${shortVersion(version)}`;
  const lines = changes.flatMap(({ what, part, members }) => [
    paint[what](`  ${MARKS[what]} ${part}`),
    ...members.map((member) => `      ${member}`),
  ]);
  return [colors.bold(head), ...lines, ...drawCache(cache), ...(runs === undefined ? [] : [runs]), ""].join(
    "\n",
  );
}
