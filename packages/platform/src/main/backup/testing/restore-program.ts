/** Restores an archive over a state folder, to be killed while it does: `restore-program.ts FOLDER ARCHIVE`. */
import { layout } from "../../state/layout.ts";
import { restore } from "../restore.ts";

const [folder = "", archive = ""] = process.argv.slice(2);
process.stdout.write("begins\n");
await restore(layout(folder), archive, { replace: true, progress: () => {} });
