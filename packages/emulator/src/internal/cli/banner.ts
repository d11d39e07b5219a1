/** What is said on start. */
import type { TenancyCredentials } from "../settings.js"
import { version } from "../version.js"

interface Started {
  readonly url: string
  readonly tenancies: ReadonlyArray<TenancyCredentials>
  readonly dataDir: string | undefined
}

/** What a shell takes for the text itself. */
const quoted = (text: string): string => (/^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`)

const variablesOf = (url: string, { apiKey, tenancyId }: TenancyCredentials): string =>
  [
    `PASSLOCK_TENANCY_ID=${quoted(tenancyId)}`,
    `PASSLOCK_API_KEY=${quoted(apiKey)}`,
    `PASSLOCK_ENDPOINT=${quoted(url)}`
  ].join("\n")

export const make = ({ dataDir, tenancies, url }: Started): string =>
  [
    `Passlock emulator ${version}`,
    "",
    `  API        ${url}`,
    `  Dashboard  ${url}/`,
    `  Data       ${dataDir ?? "in memory, lost when it stops"}`,
    "",
    ...tenancies.map((tenancy) => `${variablesOf(url, tenancy)}\n`),
    "Stop with Ctrl-C."
  ].join("\n")

export const exposed = (host: string): string =>
  `Warning: ${host} can be reached from other machines, and the API keys are no secret. The dashboard answers this machine only.`
