/** Content of a file: bytes, a Blob or File, text, or bytes with a name and a media type. */
export type Upload =
  | ArrayBuffer
  | Uint8Array
  | Blob
  | string
  | { readonly name?: string; readonly type?: string; readonly data: ArrayBuffer | Uint8Array | Blob };
