/** What a member of the container is, by its number in the index. Chunks come first, in the order of their rows. */
export const memberKinds = ["chunk", "model", "decoder", "header"] as const;
export type MemberKind = (typeof memberKinds)[number];

/** Version of the format that this code writes, and the newest that it reads. */
export const formatVersion = 1;
/** The oldest that it reads. */
export const oldestFormat = 1;

/** No member inflates to more bytes than this. */
export const longestInflated = 1 << 26;
