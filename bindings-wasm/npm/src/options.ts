import { type ClientOptions, implied } from "./generated/options.js";

export type { ClientOptions };

/** The options as the engine reads them: texts, numbers, truth values and functions. @internal */
export function plain(options: ClientOptions): object {
  const { signer, proofSigner, privateKey, scopes, ...rest } = options;
  return {
    ...rest,
    ...implied(options),
    clientKey: signer && JSON.stringify(signer.publicKey),
    privateKey: typeof privateKey === "object" ? JSON.stringify(privateKey) : privateKey,
    scopes: Array.isArray(scopes) ? scopes.join(" ") : scopes,
  };
}
