import { errorOf, type Fault, OktantError } from "./error.js";
import type { Engine } from "./glue.js";

/** A key that stays where it is: in a KMS, a hardware token, a keystore. */
export interface Signer {
  /** Its public half as JWK. `kid` names it in JWTs; `alg`, else its kind, says how it signs. */
  readonly publicKey: JsonWebKey & { readonly kid?: string };
  /** Signs bytes, their digest included. Of ES algorithms DER will do as well as r and s side by side. */
  sign(bytes: Uint8Array): BufferSource | PromiseLike<BufferSource>;
}

/** Which of the two keys of a client. */
type Name = "client" | "proof";

/** The keys of a client: the caller's own, else those of WebCrypto, whose private halves nobody can read. @internal */
export class Keys {
  readonly #signers: { [name in Name]?: Signer | undefined };

  constructor(client: Signer | undefined, proof: Signer | undefined) {
    this.#signers = { client, proof };
  }

  /** Makes what the configuration asks for and the caller does not bring. */
  async make(engine: Engine): Promise<void> {
    const { privateKey, algorithm, dpop } = engine.keys();
    if (privateKey !== undefined) this.#signers.client = await imported(engine, JSON.parse(privateKey), algorithm);
    if (dpop) {
      const proof = (this.#signers.proof ??= await made());
      engine.setProofKey(JSON.stringify(proof.publicKey));
    }
  }

  /** Signs once. */
  readonly sign = async (name: Name, bytes: Uint8Array): Promise<unknown> => {
    const signature = await this.#signers[name]?.sign(bytes);
    return signature instanceof ArrayBuffer ? new Uint8Array(signature) : signature;
  };
}

async function imported(engine: Engine, jwk: JsonWebKey, algorithm: string): Promise<Signer> {
  const unfit = (what: string, cause?: unknown) => errorOf({ ...(engine.unfitKey(what) as Fault), cause });
  const subtle = globalThis.crypto?.subtle;
  if (subtle === undefined) throw unfit(MISSING);
  try {
    return signer(subtle, {}, await subtle.importKey("jwk", jwk, form(algorithm), false, ["sign"]), algorithm);
  } catch (cause) {
    throw unfit("is damaged, or no key that WebCrypto takes: copy it again, or make a new one", cause);
  }
}

/** The key to which the tokens of one client are bound. */
async function made(): Promise<Signer> {
  const subtle = globalThis.crypto?.subtle;
  if (subtle === undefined) throw refused(MISSING);
  try {
    const { privateKey, publicKey } = await subtle.generateKey(form("ES256"), false, ["sign"]);
    return signer(subtle, await subtle.exportKey("jwk", publicKey), privateKey, "ES256");
  } catch (cause) {
    throw refused("no key could be made", cause);
  }
}

const MISSING = "there is no WebCrypto, which a browser gives pages of https and of localhost alone: serve the page so, or give a signer";

function refused(what: string, cause?: unknown): OktantError {
  const message = `OKTA_CLIENT_DPOPENABLED: ${what}`;
  return new OktantError({ kind: "config", message, cause, causes: [], rate: {}, attempts: 0, elapsedMs: 0, mayHaveBeenSent: false });
}

function signer(subtle: SubtleCrypto, publicKey: JsonWebKey, key: CryptoKey, algorithm: string): Signer {
  return { publicKey, sign: (bytes) => subtle.sign(form(algorithm), key, bytes as BufferSource) };
}

/** The algorithm of a JWT as WebCrypto has it. */
function form(algorithm: string): RsaHashedImportParams & EcKeyGenParams {
  const size = algorithm.slice(2);
  const name = algorithm.startsWith("RS") ? "RSASSA-PKCS1-v1_5" : "ECDSA";
  return { name, hash: `SHA-${size}`, namedCurve: `P-${size === "512" ? "521" : size}` };
}
