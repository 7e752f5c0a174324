import { defined, type Resource, SlipwayError } from "@slipway/model";
import type { Command } from "../command.ts";
import { collect, listOption, textOption } from "../command.ts";
import { EXIT } from "../errors/exit-code.ts";
import { errorBlock } from "../errors/render-error.ts";
import { usageError } from "../errors/usage-error.ts";
import { type Manifest, readManifests } from "../objects/manifests.ts";
import { fullNameOf } from "../objects/references.ts";
import { resolveGroupKind } from "../objects/resolve-kind.ts";
import type { Session } from "../session/session.ts";

interface Applied {
  readonly name: string;
  readonly what: "created" | "configured" | "unchanged";
  readonly object: Resource;
}

export const FIELD_MANAGER = "slipway";

export const command: Command = {
  configure: (command) =>
    void command
      .requiredOption(
        "-f, --filename <path>",
        "a file, a folder, or - for standard input (repeatable)",
        collect,
      )
      .option("--dry-run <where>", "server: check and answer, store nothing")
      .addHelpText(
        "after",
        `
What the files name is set, whoever set it before; other fields stay as they are.
A file in TypeScript is run: its pipelines' flows and schedules are what it names.

Examples:
  slipway apply -f training.yaml -f deploy.yaml
  slipway apply -f manifests/ --dry-run server
  slipway apply -f nightly.ts`,
      ),

  async run(session, _args, options) {
    const dryRun = textOption(options, "dryRun");
    if (dryRun !== undefined && dryRun !== "server") {
      throw usageError(`--dry-run ${dryRun}: expected server`);
    }
    const manifests = await readManifests(session, listOption(options, "filename"));
    if (manifests.length === 0) throw new SlipwayError("SLIP-CLI-003", "there is no object in what -f names");
    const applied: Applied[] = [];
    const failures: SlipwayError[] = [];
    for (const manifest of manifests) {
      try {
        const one = await applyOne(session, manifest, dryRun === "server");
        applied.push(one);
        const suffix = dryRun === "server" ? " (server dry run)" : "";
        if (!session.forPrograms && session.formatter.format !== "name")
          await session.out(`${one.name} ${one.what}${suffix}\n`);
      } catch (error) {
        if (!(error instanceof SlipwayError)) throw error;
        failures.push(at(manifest, error));
      }
    }
    await printAll(session, applied);
    return fail(session, failures);
  },
};

async function applyOne(session: Session, { object }: Manifest, dryRun: boolean): Promise<Applied> {
  const { kubernetes } = await session.client();
  const kind = await resolveGroupKind(session, object);
  const namespace = kind.namespaced ? (object.metadata.namespace ?? (await session.namespace())) : undefined;
  const { name } = object.metadata;
  const { namespace: _, ...metadata } = object.metadata;
  const before = await kubernetes.find(kind, { name, namespace });
  const wanted = { ...object, metadata: { ...metadata, ...defined({ namespace }) } };
  const answer = await kubernetes.apply(kind, wanted, { manager: FIELD_MANAGER, force: true, dryRun });
  if (answer.warning !== null) session.say(`Warning: ${answer.warning.replace(/^299 \S+ "(.*)"$/s, "$1")}`);
  const unchanged = before?.metadata.resourceVersion === answer.object.metadata.resourceVersion;
  const what = before === undefined ? "created" : unchanged ? "unchanged" : "configured";
  return { name: fullNameOf({ kind, name }), what, object: answer.object };
}

/** The same error, with where its object stands. */
function at({ place }: Manifest, cause: SlipwayError): SlipwayError {
  return new SlipwayError(cause.code, `${place}: ${cause.message}`, { details: cause.details, cause });
}

async function printAll(session: Session, applied: readonly Applied[]): Promise<void> {
  const [only] = applied;
  if (session.formatter.format === "name") await session.out(applied.map(({ name }) => `${name}\n`).join(""));
  else if (session.forPrograms && only !== undefined) {
    const items = applied.map(({ object }) => object);
    await session.print(
      items.length === 1 ? only.object : { apiVersion: "v1", kind: "List", items },
      () => "",
    );
  }
}

/** One object that fails does not keep the others from being applied; all but the last are told here. */
function fail(session: Session, failures: readonly SlipwayError[]): number {
  const last = failures.at(-1);
  if (last === undefined) return EXIT.ok;
  for (const failure of failures.slice(0, -1)) {
    session.context.stderr.write(
      errorBlock(failure, { colors: session.colors, verbose: false, columns: session.columns }),
    );
  }
  throw last;
}
