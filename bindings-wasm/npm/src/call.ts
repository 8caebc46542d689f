import type { RawResponse } from "./response.js";

/** Call of an operation: a promise of the response body. */
export declare class Call<T> extends Promise<T> {
  /** Raw response of the same call: the body with status, headers, request ID and rate limit. */
  withResponse(): Promise<RawResponse<T>>;
}
