/** The descriptions of the document, except those of its components. */
import type * as Endpoint from "@passlock-sdk/contract/Endpoint"
import type { AnyOperation } from "@passlock-sdk/contract/Endpoints"

export const title = "Passlock"

export const summary = "Passkeys and emailed one-time codes."

export const description = [
  [
    "The REST API of Passlock, release 2.6, as far as it is public. This is not an official Passlock document: it is generated",
    "from the contract of the Passlock SDK for TypeScript, and was not checked against the live service. `x-provenance` states",
    "for each field, status and error whether Passlock documents it, Passlock's own clients and tests rely on it, or it is inferred."
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
    "The ceremony that creates a passkey. A server prepares it; a page requests the options and the verification.",
  Authentication: "The ceremony that uses a passkey. A server prepares it, or a page starts it.",
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

/** The parameters of paths and queries. */
export const parameters: Readonly<Record<string, string>> = {
  tenancyId: "The tenancy ID.",
  code: "The exchange code of a verified registration or authentication. It expires after five minutes.",
  cursor: "The cursor of the previous page. Default: the first page.",
  passkeyId: "The passkey's Passlock ID, not the credential ID.",
  passkeyIds: "The Passlock IDs of the passkeys, separated by commas.",
  userId: "The user's ID in the application.",
  challengeId: "The challenge ID."
}

export const retryAfter =
  "How long to wait before the next attempt, in seconds. The same as `retryAfterSeconds` in the body."

const authentications: Readonly<Record<Endpoint.Authentication, (secret: string | undefined) => string>> = {
  apiKey: () => "Called by servers with the API key.",
  token: (secret) => `Called by pages without an API key: the \`${secret}\` in the body authenticates the request.`,
  none: () => "Needs no authentication."
}

export const operation = ({ authentication, idempotent, secrets }: Endpoint.Any): string =>
  [
    authentications[authentication](secrets[0]),
    idempotent ? "The operation is idempotent." : "The operation is not idempotent."
  ].join(" ")
