/**
 * Tag of a union's unknown case: any string that no other case has. Its form keeps the compiler from taking it for one of theirs,
 * so that `switch` narrows. A tag that is newer than this package is written and compared as `"NEW" as UnknownTag`.
 */
export type UnknownTag = `${string} (unknown)`;
