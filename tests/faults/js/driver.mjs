// The driver of the fault scenarios for JavaScript; ../driver.py defines commands and outcomes.

/** Runs commands on clients. `inspect` returns the texts that printing an object gives. */
export class Driver {
  #clients = new Map();
  #events = new Map();
  #running = new Map();
  #Client;
  #inspect;

  constructor(Client, inspect) {
    this.#Client = Client;
    this.#inspect = inspect;
  }

  /** Runs a command; resolves to its outcome, if it has one. */
  async take(command) {
    if ("cancel" in command) return this.#running.get(command.cancel)?.abort();
    if ("close" in command) return void [this.#clients, this.#events].forEach((all) => all.delete(command.close));
    const row = { id: command.id, outcome: "ok", texts: [] };
    const controller = new AbortController();
    this.#running.set(command.id, controller);
    try {
      await ("open" in command ? this.#open(command, row) : this.#call(command, row, controller.signal));
    } catch (error) {
      Object.assign(row, failed(error));
      row.texts.push(...this.#inspect(error), String(error?.stack), JSON.stringify(error));
    } finally {
      row.texts.push(...(this.#events.get(command.on)?.splice(0) ?? []));
      this.#running.delete(command.id);
    }
    return row;
  }

  async #open({ open, settings }, row) {
    const events = [];
    const client = await this.#Client.create({ ...settings, onEvent: (event) => events.push(JSON.stringify(event)) });
    this.#events.set(open, events);
    this.#clients.set(open, client);
    row.texts.push(...this.#inspect(client), JSON.stringify(client), await client.explain());
  }

  async #call(command, row, signal) {
    const client = this.#clients.get(command.on);
    const kind = ["call", "items", "pages"].find((kind) => kind in command);
    const { op, path, query, header: headers, body, take = Infinity } = command[kind];
    const args = { path, query, headers, ...(body === undefined ? {} : { body: JSON.parse(body) }) };
    if (kind === "call") {
      row.value = JSON.stringify((await client.call(op, args, { signal })) ?? null);
      return;
    }
    row.items = [];
    if (kind === "items") {
      for await (const item of client.items(op, args, { signal })) {
        row.items.push(JSON.stringify(item));
        if (row.items.length >= take) break;
      }
      return;
    }
    row.pages = 0;
    for await (const page of client.items(op, args, { signal }).pages()) {
      row.pages += 1;
      row.items.push(...page.items.map((item) => JSON.stringify(item)));
      if (row.pages >= take) break;
    }
  }
}

function failed(error) {
  const { kind, message, status, code, id, requestId, causes, phase } = error;
  return { outcome: "error", kind: kind ?? String(error), message, status, code, error_id: id, request_id: requestId, causes: causes ?? [], phase };
}
