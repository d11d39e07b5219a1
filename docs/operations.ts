/** The table of operations in the README. */
import { Endpoints } from "@passlock-sdk/contract"

const needs = { apiKey: "`PasslockConfig`", token: "`PasslockTenancy`", none: "`PasslockTenancy`" } as const

const rows = [...Endpoints.all, Endpoints.findCredential, Endpoints.findCredentials].map(
  ({ authentication, errors, method, operation, path, idempotent }) => {
    const own = errors.map(({ _tag }) => `\`${_tag}\``).join(" ")
    const address = `\`${method} ${path.replace("/v2/{tenancyId}", "")}\``
    return `| \`${operation}\` | ${address} | ${needs[authentication]} | ${own} | ${idempotent ? "yes" : "no"} |`
  }
)

const verifyIdToken = `| \`${Endpoints.getKeySet.operation}\` | on this machine; keys from \`${Endpoints.getKeySet.path}\` | ${needs.none} | \`InvalidIdToken\` | yes |`

const table = [
  "| program | endpoint, below `/v2/{tenancyId}` | needs | fails with, beside the common errors | repeated after a lost answer |",
  "|---|---|---|---|---|",
  rows[0],
  verifyIdToken,
  ...rows.slice(1)
].join("\n")

const begin = "<!-- operations -->"
const end = "<!-- /operations -->"

/** The page with the table as it should be. */
export const withTable = (page: string): string =>
  `${page.slice(0, page.indexOf(begin) + begin.length)}\n${table}\n${page.slice(page.indexOf(end))}`
