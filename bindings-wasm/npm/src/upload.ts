/** Content of a file: bytes, a Blob or File, text, or one of the first two with a name and a media type. */
export type Upload = Bytes | string | { readonly name?: string; readonly type?: string; readonly data: Bytes };

type Bytes = ArrayBuffer | Uint8Array | Blob;
