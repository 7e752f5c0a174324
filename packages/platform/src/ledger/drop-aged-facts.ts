import { defined } from "@slipway/model";
import type { Retention } from "./ledger.ts";
import type { AgedFact, Engine } from "./operations.ts";

/** Drops facts from before an instant, a page at a time, but those of subjects that are kept. */
export async function dropAgedFacts(
  engine: Engine,
  { before, keeps = () => false }: { readonly before: number } & Pick<Retention, "keeps">,
): Promise<void> {
  let after: AgedFact | undefined;
  do {
    const page = await engine.call("agedFacts", { before, ...defined({ after }) });
    const ids = page.filter((fact) => !keeps(fact)).map(({ id }) => id);
    if (ids.length > 0) await engine.call("dropFacts", ids);
    after = page.at(-1);
  } while (after !== undefined);
}
