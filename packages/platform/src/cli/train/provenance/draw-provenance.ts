import type { Resource } from "@slipway/model";
import { PROVENANCE } from "@slipway/model/provenance.ts";
import type { InputOrigin } from "./provenance.ts";

const KEYS: ReadonlySet<string> = new Set(Object.values(PROVENANCE));

export const isProvenance = (key: string): boolean => KEYS.has(key);

/** What an object says of where it comes from, a line each: label and text. Empty for one that says nothing. */
export function provenanceRows(object: Resource): readonly (readonly [label: string, text: string])[] {
  const said = object.metadata.annotations ?? {};
  const { slipway } = (object.status ?? {}) as { readonly slipway?: { readonly facts?: Facts } };
  const rows: readonly (readonly [string, string | undefined])[] = [
    ["Commit", commitOf(said)],
    ["Branch", said[PROVENANCE.branch]],
    ["Repository", said[PROVENANCE.remote]],
    ["Command", said[PROVENANCE.command]],
    ["Made by", said[PROVENANCE.version] && `slipway ${said[PROVENANCE.version]}`],
    ...inputRows(said[PROVENANCE.inputs]),
    ["Python", slipway?.facts?.["engine"]?.replace(/^python /, "")],
    ["Packages", slipway?.facts?.["packages"]],
  ];
  return rows.flatMap(([label, text]) => (text === undefined || text === "" ? [] : [[label, text] as const]));
}

type Facts = Readonly<Record<string, string>>;

function commitOf(said: Facts): string | undefined {
  const commit = said[PROVENANCE.commit];
  return commit && said[PROVENANCE.dirty] === "true" ? `${commit}, and changes that are not in it` : commit;
}

function inputRows(text: string | undefined): readonly (readonly [string, string])[] {
  const inputs = parsed(text);
  return Object.entries(inputs).map(([channel, { from, digest, etag }]) => {
    const content = digest ? `, digest ${digest}` : etag ? `, ETag ${etag}` : "";
    return [`Input ${channel}`, `${from}${content}`];
  });
}

/** Annotations are anybody's to write. */
function parsed(text: string | undefined): Readonly<Record<string, InputOrigin>> {
  try {
    const inputs = JSON.parse(text ?? "{}") as Readonly<Record<string, InputOrigin>> | null;
    return Object.fromEntries(
      Object.entries(inputs ?? {}).filter(([, input]) => typeof input?.from === "string"),
    );
  } catch {
    return {};
  }
}
