// The type of oktant.wasm, as Workers import it; Bun imports its path.
declare const wasm: object;
export default wasm;
