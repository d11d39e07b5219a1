/** The descriptions of the document, except those of its components. */
import type * as Endpoint from "@passlock-sdk/contract/Endpoint"
import type { AnyOperation } from "@passlock-sdk/contract/Endpoints"
import { releasesOf } from "@passlock-sdk/reference"

export const title = "Passlock"

export const summary = "Passkeys and emailed one-time codes."

export const description = [
  [
    "The REST API of Passlock, releases 2.6 to 2.9, as far as it is public. This is not an official Passlock document: it is generated",
    "from the contract of the Passlock SDK for TypeScript, and was not checked against the live service. `x-provenance` states",
    "for each field, status and error whether Passlock documents it, Passlock's own clients and tests rely on it, or it is inferred.",
    "`x-releases` states which releases document an operation: `2.6`, or `2.9` for 2.7 to 2.9."
  ].join(" "),
  [
    "Every error is a JSON object with a `_tag`. Distinguish errors by their tag: several statuses are known from tests only.",
    "Responses may contain fields and values that are not listed here."
  ].join(" ")
].join("\n\n")

type Tag = AnyOperation extends `${infer Group}.${string}` ? Group : never

export const tags: Readonly<Record<Tag, string>> = {
  Principals: "Exchange the code of a ceremony for the principal, or get the public keys that verify id_tokens.",
  Passkeys: "The vault: the passkeys of all users.",
  Challenges: "One-time codes that verify an email address.",
  Registration:
    "The ceremony that creates a passkey. A server authorizes or prepares it; a page requests the options and the verification.",
  Authentication:
    "The ceremony that uses a passkey. A server authorizes or prepares it; with 2.6, a page can start it.",
  Lookups: "Two lookups that Passlock does not document. Its browser client calls them before it signals credentials."
}

export const servers = [
  { url: "https://api.passlock.dev", description: "Passlock." },
  {
    url: "http://localhost:{port}",
    description: "An emulator on this machine.",
    variables: { port: { default: "8787" } }
  }
]

export const apiKey = "The tenancy's API key, as a bearer token. Never send it to a browser."

export const retryAfter =
  "How long to wait before the next attempt, in seconds. The same as `retryAfterSeconds` in the body."

const authentications: Readonly<Record<Endpoint.Authentication, (secret: string | undefined) => string>> = {
  apiKey: () => "Called by servers with the API key.",
  token: (secret) => `Called by pages without an API key: the \`${secret}\` in the body authenticates the request.`,
  none: () => "Needs no authentication."
}

export const operation = ({ authentication, idempotent, releases, secrets }: Endpoint.Any): string =>
  [
    authentications[authentication](secrets[0]),
    idempotent ? "The operation is idempotent." : "The operation is not idempotent.",
    `Documented for Passlock ${releasesOf({ releases })}.`
  ].join(" ")
