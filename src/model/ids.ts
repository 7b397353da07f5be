declare const brand: unique symbol;

/** A primitive that the type system keeps apart from others of the same shape. */
export type Brand<T, Name extends string> = T & { readonly [brand]: Name };

/** Names one episode for good: the caller's own id, an importer's position, or one made here. */
export type EpisodeId = Brand<string, "EpisodeId">;

/** Position of an event in the log: a positive integer, rising, possibly with gaps. */
export type Seq = Brand<number, "Seq">;

/** Dense number of an episode in the order of the log, from 0: the row of every typed array. */
export type Ordinal = Brand<number, "Ordinal">;

/** Milliseconds since 1970-01-01T00:00:00Z. */
export type Millis = Brand<number, "Millis">;
