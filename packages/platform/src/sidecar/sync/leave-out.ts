/** Is told what is not stored, and why, as in "may not be read". */
export type LeaveOut = (path: string, why: string) => void;

export const UNREADABLE = "may not be read";
/** Neither objects nor archives have other names. */
export const MISNAMED = "has a name that is not UTF-8";

export const NEITHER = "is neither a file, a folder nor a link";
export const NO_KEY = "cannot be the name of an object";
