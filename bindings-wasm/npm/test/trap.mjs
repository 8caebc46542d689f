// A copy of the engine in which one exported function traps at once, as a panic does.

/** `wasm` is the engine's bytes, `name` the export. */
export function trapping(wasm, name) {
  const bytes = new Uint8Array(wasm.slice());
  let imported = 0;
  let index;
  for (let at = 8; at < bytes.length; ) {
    const id = bytes[at];
    const size = number(bytes, at + 1);
    const section = reader(bytes, size.next);
    if (id === 2) imported = importedFunctions(section);
    if (id === 7) index = exportedFunction(section, name);
    if (id === 10) {
      if (index === undefined) throw new Error(`the engine has no export ${name}`);
      section.number();
      for (let skip = index - imported; skip > 0; skip--) section.skip(section.number());
      const length = section.number();
      // No locals, unreachable, and nothing more until the end.
      bytes.fill(0x01, section.at, section.at + length - 1);
      bytes.set([0x00, 0x00], section.at);
      return bytes;
    }
    at = size.next + size.value;
  }
  throw new Error("there is no code");
}

function importedFunctions(section) {
  let functions = 0;
  for (let count = section.number(); count > 0; count--) {
    section.skip(section.number());
    section.skip(section.number());
    const kind = section.byte();
    if (kind !== 0) throw new Error("an import is no function");
    section.number();
    functions += 1;
  }
  return functions;
}

function exportedFunction(section, wanted) {
  for (let count = section.number(); count > 0; count--) {
    const name = section.text(section.number());
    const kind = section.byte();
    const index = section.number();
    if (kind === 0 && name === wanted) return index;
  }
  return undefined;
}

function reader(bytes, at) {
  return {
    at,
    byte() {
      return bytes[this.at++];
    },
    number() {
      const { value, next } = number(bytes, this.at);
      this.at = next;
      return value;
    },
    skip(length) {
      this.at += length;
    },
    text(length) {
      this.at += length;
      return new TextDecoder().decode(bytes.subarray(this.at - length, this.at));
    },
  };
}

/** A LEB128 number. */
function number(bytes, at) {
  let value = 0;
  for (let shift = 0; ; shift += 7) {
    const byte = bytes[at++];
    value |= (byte & 0x7f) << shift;
    if (byte < 0x80) return { value: value >>> 0, next: at };
  }
}
