/** Which tenancy is shown. The address says it, so that a reload shows the same. */
import type { dom } from "./dom.js"

export const tenancies = (page: ReturnType<typeof dom>, onChoice: () => void) => {
  const picker = page.find("tenancy", HTMLSelectElement)
  let all: ReadonlyArray<string> = []
  let chosen = ""

  const areSeveral = (): boolean => all.length > 1

  const inAddress = (): string | null => new URLSearchParams(location.search).get("tenancy")

  const choose = (tenancyId: string): void => {
    if (chosen === tenancyId) return
    chosen = tenancyId
    picker.value = tenancyId
    if (areSeveral() && inAddress() !== tenancyId) {
      history.replaceState(null, "", `?${new URLSearchParams({ tenancy: tenancyId })}${location.hash}`)
    }
    document.title = `${tenancyId} – Passlock emulator`
    for (const node of document.querySelectorAll("[data-tenancy]")) page.write(node, tenancyId)
    onChoice()
  }

  picker.addEventListener("change", () => choose(picker.value))

  return {
    areSeveral,
    chosen: (): string => chosen,
    /** Shows what is to choose from; what was chosen stays, where it still can. */
    offer: (tenancyIds: ReadonlyArray<string>): void => {
      if (tenancyIds.join("\n") !== all.join("\n")) {
        all = tenancyIds
        picker.replaceChildren(...all.map((id) => page.element("option", { value: id }, id)))
        picker.value = chosen
        for (const node of document.querySelectorAll<HTMLElement>("[data-several]")) page.show(node, areSeveral())
        for (const node of document.querySelectorAll<HTMLElement>("[data-single]")) page.show(node, !areSeveral())
      }
      const wanted = [chosen, inAddress()].find((id) => id !== null && all.includes(id))
      choose(wanted ?? all[0] ?? "")
    }
  }
}
