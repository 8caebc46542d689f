"use client";
import { useEffect } from "react";
import { Client } from "between";
import { run } from "../../page.mjs";

export function Users() {
  useEffect(() => run(Client), []);
  return <p>users</p>;
}
