import type { Among } from "./find-by-name.ts";

/** Kinds whose programs go on: they are there to answer. */
export const answers: Among = ({ program }) => program?.ends === false;
