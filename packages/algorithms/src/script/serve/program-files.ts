import { fileURLToPath } from "node:url";

/** In the bundle it lies beside it. */
const FOLDER = import.meta.url.endsWith(".ts") ? "./python/" : "./model-server/";

/** The model server, a program for any Python from 3.8 on. */
export const MODEL_SERVER = fileURLToPath(new URL(`${FOLDER}run.py`, import.meta.url));
