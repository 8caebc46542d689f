import { Client } from "oktant";

try {
  new Client({ orgUrl: "https://example.okta.com", token: "00token0123456789" });
} catch (error) {
  console.log(JSON.stringify({ host: `bundle in Node ${process.version}`, errors: [error.message, error.message] }));
}
