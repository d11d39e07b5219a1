/** The dashboard: one self-contained page. */
import { createHash } from "node:crypto"
import * as HttpServerResponse from "@effect/platform/HttpServerResponse"
import * as Effect from "effect/Effect"
import { descriptors } from "../api/router.js"
import { body } from "./markup.js"
import { script } from "./script.js"
import { style } from "./style.js"

const icon =
  "data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 24 24'%3E%3Crect width='24' height='24' rx='6' fill='%234338ca'/%3E%3Cpath d='M12 5.5a3.5 3.5 0 0 0-1.2 6.8v6.2h2.4v-1.7h1.9v-2.3h-1.9v-2.2A3.5 3.5 0 0 0 12 5.5Zm0 2.2a1.3 1.3 0 1 1 0 2.6 1.3 1.3 0 0 1 0-2.6Z' fill='%23fff'/%3E%3C/svg%3E"

const document = (): string => `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>Passlock emulator</title>
<link rel="icon" href="${icon}">
<style>${style}</style>
</head>
<body>
${body(descriptors.map(({ operation }) => operation))}
<script>${script}</script>
</body>
</html>
`

const hashOf = (source: string): string => `'sha256-${createHash("sha256").update(source).digest("base64")}'`

/** Allows only the page's own script and style, and requests to the emulator. */
const policy = (): string =>
  [
    "default-src 'none'",
    `script-src ${hashOf(script)}`,
    `style-src ${hashOf(style)}`,
    "img-src data:",
    "connect-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
    "require-trusted-types-for 'script'"
  ].join("; ")

export const response: Effect.Effect<HttpServerResponse.HttpServerResponse> = Effect.sync(() =>
  HttpServerResponse.text(document(), {
    contentType: "text/html; charset=utf-8",
    headers: {
      "content-security-policy": policy(),
      "cache-control": "no-store",
      "referrer-policy": "no-referrer",
      "x-content-type-options": "nosniff"
    }
  })
)
