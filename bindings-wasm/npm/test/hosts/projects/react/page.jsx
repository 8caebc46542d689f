import { Client } from "oktant";
import { useEffect, useState, version } from "react";
import { createRoot } from "react-dom/client";

const okta = new Client({ orgUrl: location.origin, token: location.hash.slice(1) });

function Users() {
  const [users, setUsers] = useState();
  useEffect(() => {
    const stop = new AbortController();
    (async () => {
      const seen = [];
      for await (const user of okta.users.listUsers({ search: 'status eq "ACTIVE"' }, { signal: stop.signal })) seen.push(user.id);
      setUsers(seen);
    })().catch((error) => stop.signal.aborted || setUsers([error.message]));
    return () => stop.abort();
  }, []);
  useEffect(() => {
    if (users) globalThis.result = { host: `React ${version}`, users: document.querySelectorAll("li").length };
  }, [users]);
  return <ul>{users?.map((id) => <li key={id}>{id}</li>)}</ul>;
}

createRoot(document.querySelector("main")).render(<Users />);
