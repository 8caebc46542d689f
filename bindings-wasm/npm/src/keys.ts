import { typeName } from "./arguments.js";
import { configError, type EngineError, type OktantError, toOktantError } from "./error.js";
import type { Engine } from "./glue.js";

/** A JSON Web Key. Not the type of that name in TypeScript's DOM library, which Node projects lack. */
export interface Jwk {
  readonly kty?: string | undefined;
  readonly kid?: string | undefined;
  readonly alg?: string | undefined;
  readonly use?: string | undefined;
  readonly crv?: string | undefined;
  readonly x?: string | undefined;
  readonly y?: string | undefined;
  readonly n?: string | undefined;
  readonly e?: string | undefined;
  readonly d?: string | undefined;
  readonly p?: string | undefined;
  readonly q?: string | undefined;
  readonly dp?: string | undefined;
  readonly dq?: string | undefined;
  readonly qi?: string | undefined;
}

/** Signer: signs with a key that cannot be exported, such as one in a KMS, a hardware token or a keystore. */
export interface Signer {
  /** Public key as a JWK. `kid` is the key ID in JWTs; `alg`, otherwise `kty` and `crv`, determines the signature algorithm. */
  readonly publicKey: Jwk;
  /**
   * Signature of the bytes, which the signer has to hash itself. ES signatures are either DER, or r and s concatenated. If it throws,
   * the call fails with an error of kind auth. Times out after `requestTimeoutMs`.
   */
  sign(bytes: Uint8Array): ArrayBuffer | ArrayBufferView | PromiseLike<ArrayBuffer | ArrayBufferView>;
}

/** The two keys of a client. */
export type KeyName = "client" | "proof";

/** The keys of a client: the caller's signers, otherwise WebCrypto keys that cannot be exported. @internal */
export class Keys {
  readonly #signers: { [name in KeyName]?: Signer | undefined };

  constructor(client: Signer | undefined, proof: Signer | undefined) {
    check("signer", client);
    check("proofSigner", proof);
    this.#signers = { client, proof };
  }

  /** Creates the keys that the settings require and the caller does not provide. */
  async create(engine: Engine): Promise<void> {
    const { privateKey, algorithm, dpop } = engine.keys();
    if (privateKey !== undefined) this.#signers.client = await importKey(engine, JSON.parse(privateKey), algorithm);
    if (dpop) this.#signers.proof ??= await generateProofKey();
    if (this.#signers.proof !== undefined) engine.setProofKey(JSON.stringify(this.#signers.proof.publicKey));
  }

  /** Makes a signature with the service app's key or the DPoP key. */
  readonly sign = async (name: KeyName, bytes: Uint8Array): Promise<unknown> => {
    const signature = await this.#signers[name]?.sign(bytes);
    return signature instanceof ArrayBuffer ? new Uint8Array(signature) : signature;
  };
}

/** Throws if an option is no signer. */
function check(option: string, signer: unknown): void {
  if (signer === undefined) return;
  const wrong = (what: string): OktantError => configError(`${option} ${what}: give an object with publicKey, a JWK, and sign, a function`);
  if (typeof signer !== "object" || signer === null) throw wrong(`is ${typeName(signer)}`);
  const { publicKey, sign } = signer as { publicKey?: unknown; sign?: unknown };
  if (typeof publicKey !== "object" || publicKey === null) throw wrong(`has ${publicKey === undefined ? "no publicKey" : `${typeName(publicKey)} as publicKey`}`);
  if (typeof sign !== "function") throw wrong(`has ${sign === undefined ? "no sign" : `${typeName(sign)} as sign`}`);
}

async function importKey(engine: Engine, jwk: JsonWebKey, algorithm: string): Promise<Signer> {
  const error = (message: string, cause?: unknown) =>
    toOktantError({ ...(engine.privateKeyError(message) as EngineError), cause });
  const subtle = globalThis.crypto?.subtle;
  if (subtle === undefined) throw error(MISSING);
  try {
    return signer(subtle, {}, await subtle.importKey("jwk", jwk, webCryptoAlgorithm(algorithm), false, ["sign"]), algorithm);
  } catch (cause) {
    throw error("is damaged, or no key that WebCrypto takes: copy it again, or make a new one", cause);
  }
}

/** The key to which the access tokens of a client are bound. */
async function generateProofKey(): Promise<Signer> {
  const subtle = globalThis.crypto?.subtle;
  if (subtle === undefined) throw dpopError(MISSING);
  try {
    const { privateKey, publicKey } = await subtle.generateKey(webCryptoAlgorithm("ES256"), false, ["sign"]);
    return signer(subtle, await subtle.exportKey("jwk", publicKey), privateKey, "ES256");
  } catch (cause) {
    throw dpopError("no key could be made", cause);
  }
}

const MISSING = "there is no WebCrypto, which a browser gives pages of https and of localhost alone: serve the page so, or give a signer";

function dpopError(reason: string, cause?: unknown): OktantError {
  return configError(`OKTA_CLIENT_DPOPENABLED: ${reason}`, cause);
}

function signer(subtle: SubtleCrypto, publicKey: JsonWebKey, key: CryptoKey, algorithm: string): Signer {
  return { publicKey, sign: (bytes) => subtle.sign(webCryptoAlgorithm(algorithm), key, bytes as BufferSource) };
}

/** The WebCrypto parameters of a JWT algorithm. */
function webCryptoAlgorithm(algorithm: string): RsaHashedImportParams & EcKeyGenParams {
  const size = algorithm.slice(2);
  const name = algorithm.startsWith("RS") ? "RSASSA-PKCS1-v1_5" : "ECDSA";
  return { name, hash: `SHA-${size}`, namedCurve: `P-${size === "512" ? "521" : size}` };
}
