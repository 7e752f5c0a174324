/** How far a removal has come; `kept`: it stays where it is, as somebody has asked, and nobody follows it any more. */
export type Removal = "gone" | "going" | "kept";
