// The type of wasm-deflated.js, which build.sh makes: oktant.wasm in base64, after raw deflate.
declare const deflated: string;
export default deflated;
