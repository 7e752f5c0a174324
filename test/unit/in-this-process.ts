import childProcess from "node:child_process";
import { syncBuiltinESMExports } from "node:module";
import net from "node:net";
import { promisify } from "node:util";

/** What a unit test may not do, because it then depends on how fast the machine gets to somebody else. */
export class NotInThisProcess extends Error {
  override readonly name = "NotInThisProcess";

  constructor(what: string) {
    super(`a unit test may not ${what}: name the file *.process.test.ts, or hand the code something else`);
  }
}

const STARTERS = ["spawn", "spawnSync", "exec", "execSync", "execFile", "execFileSync", "fork"] as const;

/** Set up before each file of the project `unit`: no other process, no socket, in the code under test either. */
function keepInThisProcess(): void {
  for (const name of STARTERS) {
    const refuse = refusal(`start a process (${name})`);
    Object.assign(refuse, { [promisify.custom]: refuse });
    Object.assign(childProcess, { [name]: refuse });
  }
  net.Server.prototype.listen = refusal("listen");
  net.Socket.prototype.connect = refusal("connect");
  syncBuiltinESMExports();
}

function refusal(what: string): () => never {
  return () => {
    throw new NotInThisProcess(what);
  };
}

keepInThisProcess();
