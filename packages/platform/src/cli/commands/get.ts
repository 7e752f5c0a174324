import { isSlipwayError, type Resource, type SlipwayError } from "@slipway/model";
import type { ServedKind, Table } from "@slipway/sdk";
import type { Command } from "../command.ts";
import { flag, listArgument, textOption } from "../command.ts";
import { EXIT } from "../errors/exit-code.ts";
import { usageError } from "../errors/usage-error.ts";
import { allOfName, findByName } from "../objects/find-by-name.ts";
import { kindsOf } from "../objects/known-kinds.ts";
import { fullNameOf } from "../objects/references.ts";
import { resolveKind } from "../objects/resolve-kind.ts";
import { understood } from "../objects/selected-objects.ts";
import { sorted } from "../objects/sorted.ts";
import { objectTable } from "../output/object-table.ts";
import type { Session } from "../session/session.ts";

/** What is asked for: a kind, whole or some objects of it. */
interface Query {
  readonly kind: ServedKind;
  readonly names: readonly string[];
}

interface Where {
  readonly namespace: string | undefined;
  readonly labelSelector: string | undefined;
  /** Absent: tables have the newest first, data is as the server gives it. */
  readonly sortBy: string | undefined;
}

export const command: Command = {
  configure: (command) =>
    void command
      .argument("<kind[/name]...>", "kinds (also a,b), KIND NAME..., KIND/NAME... or NAME...")
      .option("-A, --all-namespaces", "of every namespace")
      .option("-l, --selector <labels>", "only objects with these labels, as a=b,c!=d")
      .option("--sort-by <what>", "age (default, newest first), name, duration or a path such as .status.x")
      .option("-w, --watch", "go on and print each change")
      .addHelpText(
        "after",
        `
Examples:
  slipway get trainingjobs
  slipway get endpoint/abalone -o yaml
  slipway get tj abalone -o jsonpath='{.status.modelArtifacts.s3ModelArtifacts}'`,
      ),

  async run(session, args, options) {
    const queries = await parseQueries(session, listArgument(args, 0));
    const where: Where = {
      namespace: flag(options, "allNamespaces") ? undefined : await session.namespace(),
      labelSelector: textOption(options, "selector"),
      sortBy: textOption(options, "sortBy"),
    };
    const print = session.forPrograms || session.formatter.format === "name" ? printObjects : printTables;
    await understood(where.labelSelector, print(session, queries, where));
    if (flag(options, "watch")) await watch(session, queries, where);
    return EXIT.ok;
  },
};

async function parseQueries(session: Session, words: readonly string[]): Promise<readonly Query[]> {
  const [first = "", ...names] = words;
  if (first.includes("/")) {
    return Promise.all(
      words.map(async (word) => {
        const [kind = "", name = ""] = word.split("/");
        if (kind === "" || name === "") throw usageError(`${word}: expected KIND/NAME`);
        return { kind: await resolveKind(session, kind), names: [name] };
      }),
    );
  }
  const kinds = first.split(",").filter((word) => word !== "");
  try {
    return await Promise.all(kinds.map(async (word) => ({ kind: await resolveKind(session, word), names })));
  } catch (error) {
    if (!isSlipwayError(error, "SLIP-CLI-009")) throw error;
    return namesAlone(session, words, error);
  }
}

/** `slipway get abalone`: no kind, so perhaps names; where nothing bears the first, the word was meant as a kind. */
async function namesAlone(
  session: Session,
  words: readonly string[],
  otherwise: SlipwayError,
): Promise<readonly Query[]> {
  if ((await allOfName(session, words[0] ?? "")).length === 0) throw otherwise;
  const named = await Promise.all(words.map((word) => findByName(session, word)));
  return named.map(({ kind, name }) => ({ kind, names: [name] }));
}

async function printObjects(session: Session, queries: readonly Query[], where: Where): Promise<void> {
  const { kubernetes } = await session.client();
  const items: Resource[] = [];
  for (const { kind, names } of queries) {
    const namespace = kind.namespaced ? where.namespace : undefined;
    if (names.length === 0)
      items.push(...inOrder(await kubernetes.list(kind, { ...where, namespace }), where));
    for (const name of names)
      items.push(await kubernetes.get(kind, { name, namespace: await own(session, kind) }));
    if (session.formatter.format === "name") {
      await session.out(
        items
          .splice(0)
          .map((item) => `${fullNameOf({ kind, name: item.metadata.name })}\n`)
          .join(""),
      );
    }
  }
  if (session.formatter.format === "name") return;
  const single = queries.length === 1 && queries[0]?.names.length === 1;
  await session.print(single ? items[0] : { apiVersion: "v1", kind: "List", items }, () => "");
}

function inOrder({ items }: { readonly items: readonly Resource[] }, { sortBy }: Where): readonly Resource[] {
  return sortBy === undefined ? items : sorted(items, { sortBy, objectOf: (item) => item, now: new Date() });
}

async function printTables(session: Session, queries: readonly Query[], where: Where): Promise<void> {
  const { kubernetes } = await session.client();
  let printed = 0;
  for (const { kind, names } of queries) {
    const namespace = kind.namespaced ? where.namespace : undefined;
    const tables =
      names.length === 0
        ? [await kubernetes.table(kind, { ...where, namespace })]
        : await Promise.all(
            names.map(async (name) => kubernetes.table(kind, { name, namespace: await own(session, kind) })),
          );
    const text = draw(session, tables, {
      withNamespace: kind.namespaced && where.namespace === undefined,
      sortBy: where.sortBy,
    });
    if (text === "") continue;
    await session.out(`${printed++ > 0 ? "\n" : ""}${text}`);
  }
  if (printed === 0) {
    const place = where.namespace === undefined ? "" : ` in namespace ${where.namespace}`;
    session.say(`No ${queries.map(({ kind }) => kind.plural).join(" or ")} found${place}.`);
  }
}

/** One object is looked for in one namespace, whatever is listed. */
async function own(session: Session, kind: ServedKind): Promise<string | undefined> {
  return kind.namespaced ? session.namespace() : undefined;
}

/** The rows of several answers as one table, in the order that is asked for. */
function draw(
  session: Session,
  tables: readonly Table[],
  how: { readonly withNamespace: boolean; readonly sortBy?: string | undefined },
): string {
  const now = new Date();
  const [first] = tables;
  if (first === undefined) return "";
  const rows = tables.flatMap((table) => table.rows);
  const ordered = sorted(rows, { sortBy: how.sortBy, objectOf: ({ object }) => object, now });
  return objectTable(
    { ...first, rows: ordered },
    {
      kinds: kindsOf(session),
      colors: session.colors,
      wide: session.formatter.format === "wide",
      withNamespace: how.withNamespace,
      width: session.context.stdout.isTty ? session.context.stdout.columns : undefined,
      now,
    },
  );
}

/** Each change as a line of its own table; the list itself is printed already. */
async function watch(session: Session, queries: readonly Query[], where: Where): Promise<void> {
  const [query, ...more] = queries;
  if (query === undefined || more.length > 0 || query.names.length > 1) {
    throw usageError("--watch takes one kind, or one object");
  }
  const { kind, names } = query;
  const { kubernetes } = await session.client();
  const [name] = names;
  const namespace = kind.namespaced
    ? name === undefined
      ? where.namespace
      : await session.namespace()
    : undefined;
  let synced = false;
  const changes = kubernetes.watch(kind, {
    ...where,
    namespace,
    fieldSelector: name === undefined ? undefined : `metadata.name=${name}`,
    signal: session.signal,
    onTrouble: (error) => session.say(`The connection broke (${error.message}); trying again.`),
  });
  for await (const change of changes) {
    if (change.type === "synced") synced = true;
    else if (synced) await printChange(session, kind, change);
  }
}

async function printChange(
  session: Session,
  kind: ServedKind,
  change: { readonly type: string; readonly object: Resource },
): Promise<void> {
  const { object } = change;
  if (session.forPrograms) return session.print(object, () => "");
  const { name, namespace } = object.metadata;
  if (session.formatter.format === "name") return session.out(`${fullNameOf({ kind, name })}\n`);
  if (change.type === "deleted") return session.say(`${fullNameOf({ kind, name })} deleted`);
  const { kubernetes } = await session.client();
  const table = await kubernetes.table(kind, { name, namespace }).catch(() => undefined);
  if (table !== undefined) {
    const text = draw(session, [table], { withNamespace: false });
    await session.out(text.slice(text.indexOf("\n") + 1));
  }
}
