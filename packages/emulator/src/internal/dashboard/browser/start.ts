/** Starts the page. */
import type { Snapshot } from "./api.js"
import type { Parts } from "./parts.js"

export const start = (parts: Parts): void => {
  const api = parts.api()
  const clock = parts.clock()
  const dom = parts.dom()
  const format = parts.format()

  const tenancies = parts.tenancies(dom, () => {
    // Removes the data of the previous tenancy at once, before the response arrives.
    if (shown !== undefined && shown.tenancyId !== tenancies.selected()) {
      show({ ...shown, ...nothing, tenancyId: tenancies.selected() })
    }
    refresh()
  })

  const nothing = { mails: [], passkeys: [], challenges: [], tokens: [], requests: [], faults: [] }

  const kit = { api, clock, dom, format, tenancyId: tenancies.selected, hasSeveralTenancies: tenancies.hasSeveral }
  const sections = [
    parts.mailbox(kit),
    parts.pending(kit),
    parts.requests(kit),
    parts.vault(kit),
    parts.faults(kit),
    parts.time(kit)
  ]
  parts.seeding(kit)

  const endpoint = dom.find("endpoint", HTMLElement)
  endpoint.textContent = location.origin
  dom.bindCopy(dom.find("endpoint-copy", HTMLButtonElement), endpoint, "the endpoint")
  dom.bindCopy(dom.find("tenancy-copy", HTMLButtonElement), dom.find("tenancy-id", HTMLElement), "the tenancy ID")

  let shown: Snapshot | undefined
  let nextExpiry = Number.POSITIVE_INFINITY

  const counts = ({ challenges, faults, mails, passkeys, requests, tokens }: Snapshot) => ({
    mailbox: mails.length,
    pending: challenges.length + tokens.length,
    requests: requests.length,
    vault: passkeys.length,
    faults: faults.length
  })

  const show = (snapshot: Snapshot): void => {
    shown = snapshot
    const { challenges, tokens } = snapshot
    nextExpiry = Math.min(...[...challenges, ...tokens].map(({ expiresAt }) => expiresAt))
    for (const section of sections) section(snapshot)
    for (const [name, count] of Object.entries(counts(snapshot))) {
      for (const node of document.querySelectorAll(`[data-count="${name}"]`)) dom.write(node, String(count))
    }
    tick()
  }

  const tick = (): void => {
    const now = clock.now()
    for (const node of document.querySelectorAll("[data-now]")) dom.write(node, format.time(now))
    for (const node of document.querySelectorAll<HTMLElement>("[data-expires]")) {
      const remaining = Number(node.dataset.expires) - now
      dom.write(node, remaining > 0 ? `${format.remaining(remaining)} left` : "expired")
      dom.setAttribute(node, "data-left", remaining <= 0 ? "none" : remaining < 60_000 ? "little" : "enough")
    }
    if (now >= nextExpiry) refresh()
  }

  const load = async (): Promise<void> => {
    const tenancyId = tenancies.selected()
    const snapshot = await api.overview(tenancyId)
    if (tenancyId !== tenancies.selected()) return
    clock.set(snapshot.now)
    show(snapshot)
  }

  let isLoading = false
  let isStale = false
  /** Loads one snapshot at a time, and none while the page is hidden. Changes during a load cause another one. */
  const refresh = async (): Promise<void> => {
    isStale = true
    if (isLoading || document.hidden || tenancies.selected() === "") return
    isLoading = true
    while (isStale && !document.hidden) {
      isStale = false
      // After an error the event stream reconnects and refreshes.
      await load().catch(() => undefined)
      await new Promise((proceed) => setTimeout(proceed, 100))
    }
    isLoading = false
  }

  const state = dom.find("connection", HTMLElement)
  const setState = (name: "live" | "lost", text: string): void => {
    dom.setAttribute(document.documentElement, "data-connection", name)
    dom.write(state, text)
  }

  parts.connection(
    async () => {
      try {
        tenancies.update(await api.tenancies())
        setState("live", "Live")
        await refresh()
      } catch {
        setState("lost", "Connection lost. Reconnecting…")
      }
    },
    () => setState("lost", "Connection lost. Reconnecting…"),
    refresh
  )

  document.addEventListener("visibilitychange", () => {
    if (!document.hidden) refresh()
  })
  setInterval(tick, 1000)
}
