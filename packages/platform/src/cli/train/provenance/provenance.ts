import { defined } from "@slipway/model";
import { PROVENANCE } from "@slipway/model/provenance.ts";
import type { Session } from "../../session/session.ts";
import { gitState } from "./git-state.ts";
import { withoutSecrets } from "./without-secrets.ts";

/** What a channel's data was when the job was made. */
export interface InputOrigin {
  readonly channel: string;
  /** As it was given. */
  readonly from: string;
  readonly uri: string;
  /** Of all files' names and contents, for data of this machine: the name of the folder in the bucket that it is sent to. */
  readonly digest?: string | undefined;
  /** Of the object, for one in a bucket. */
  readonly etag?: string | undefined;
}

interface Provenance {
  readonly annotations: Readonly<Record<string, string>>;
  /** For finding the jobs of a commit. */
  readonly labels: Readonly<Record<string, string>>;
}

const LONGEST = 8192;

/** Where a job comes from, in a few kilobytes and without a secret. What cannot be found out is left out. */
export async function provenanceOf(
  session: Session,
  of: { readonly folder: string; readonly inputs: readonly InputOrigin[] },
): Promise<Provenance> {
  const { argv, env, version } = session.context;
  const git = await gitState(of.folder, env);
  const { commit } = git ?? {};
  return {
    annotations: defined({
      [PROVENANCE.version]: version,
      [PROVENANCE.command]: withoutSecrets(argv),
      [PROVENANCE.inputs]: of.inputs.length === 0 ? undefined : inputsText(of.inputs),
      [PROVENANCE.commit]: commit,
      [PROVENANCE.dirty]: git?.isDirty === undefined ? undefined : String(git.isDirty),
      [PROVENANCE.branch]: git?.branch,
      [PROVENANCE.remote]: git?.remote,
    }) as Readonly<Record<string, string>>,
    labels: commit === undefined || commit.length > 63 ? {} : { [PROVENANCE.commit]: commit },
  };
}

/** JSON whatever its length: channels that are too many are left out. */
function inputsText(inputs: readonly InputOrigin[]): string {
  for (let most = inputs.length; most > 0; most--) {
    const named = inputs.slice(0, most).map(({ channel, ...origin }) => [channel, defined(origin)] as const);
    const text = JSON.stringify(Object.fromEntries(named));
    if (text.length <= LONGEST) return text;
  }
  return "{}";
}
