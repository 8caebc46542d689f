// Service apps of the simulator, with a new key for each algorithm.
import { generateKeyPairSync } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const RSA = ["rsa", { modulusLength: 2048 }];
const ec = (namedCurve) => ["ec", { namedCurve }];
const KEYS = [
  ["RS256", RSA, "pkcs1"], ["RS384", RSA, "jwk"], ["RS512", RSA, "jwk"],
  ["ES256", ec("P-256"), "pkcs8"], ["ES384", ec("P-384"), "sec1"], ["ES512", ec("P-521"), "jwk"],
];

/** The arguments of the simulator, and what the tests know about the apps. */
export function apps() {
  const keys = [];
  const jwks = [];
  for (const [alg, kind, form] of KEYS) {
    const { privateKey, publicKey } = generateKeyPairSync(...kind);
    const kid = `key-${alg}`;
    const jwk = { ...privateKey.export({ format: "jwk" }), alg, kid };
    const privateKeyOption = form === "jwk" ? jwk : privateKey.export({ type: form, format: "pem" });
    keys.push({ alg, jwk, options: { privateKey: privateKeyOption, ...(form === "jwk" ? {} : { keyId: kid }) } });
    jwks.push({ ...publicKey.export({ format: "jwk" }), alg, kid });
  }
  const folder = mkdtempSync(join(tmpdir(), "oktant-apps-"));
  const app = (clientId, more) => {
    const file = join(folder, clientId);
    writeFileSync(file, JSON.stringify({ keys: jwks, ...more }));
    return ["--service-app", `${clientId}=${file}`];
  };
  const args = [...app("0oa1plain", {}), ...app("0oa1bound", { dpop_bound_access_tokens: true })];
  return { args, known: { plain: "0oa1plain", bound: "0oa1bound", keys }, forget: () => rmSync(folder, { recursive: true }) };
}
