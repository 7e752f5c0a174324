import { RootCommand } from "@bomb.sh/tab";
import { printed } from "./printed.ts";

export const SHELLS = ["bash", "zsh", "fish", "powershell"] as const;
export type Shell = (typeof SHELLS)[number];

/** What a shell is to source: it asks `slipway complete -- WORDS` at each TAB. */
export function completionScript(shell: Shell): string {
  const script = printed(() => new RootCommand().setup("slipway", "slipway", shell)).join("\n");
  return `${shell === "bash" ? forPlainBash(script) : script.trimEnd()}\n`;
}

const WORDS = '_get_comp_words_by_ref -n "=:" cur prev words cword';

/** Words as bash splits them, where the package bash-completion is not there to do it better. */
const PLAIN_WORDS = `if declare -F _get_comp_words_by_ref >/dev/null; then
        ${WORDS}
    else
        cur=\${COMP_WORDS[COMP_CWORD]} prev=\${COMP_WORDS[COMP_CWORD-1]}
        words=("\${COMP_WORDS[@]:0:COMP_CWORD+1}") cword=$COMP_CWORD
    fi`;

/**
 * The library's script for any bash: without bash-completion, sourced twice, with files where the answer leaves them open, and
 * with the value alone of `--option=value`, which bash replaces behind the equals sign.
 */
function forPlainBash(script: string): string {
  return script
    .replaceAll(/^readonly (?=ShellCompDirective)/gm, "")
    .replace(WORDS, () => PLAIN_WORDS)
    .replace(/-- "\$cur"\) \)\n\}/, `-- "\${cur#-*=}") )\n}`)
    .replace(/^complete -F /m, "complete -o default -F ")
    .trimEnd();
}
