/** The selection of a tenancy, which the URL keeps across reloads. */
import type { dom } from "./dom.js"

export const tenancies = (page: ReturnType<typeof dom>, onSelect: () => void) => {
  const picker = page.find("tenancy", HTMLSelectElement)
  let all: ReadonlyArray<string> = []
  let selected = ""

  const hasSeveral = (): boolean => all.length > 1

  const inUrl = (): string | null => new URLSearchParams(location.search).get("tenancy")

  const select = (tenancyId: string): void => {
    if (selected === tenancyId) return
    selected = tenancyId
    picker.value = tenancyId
    if (hasSeveral() && inUrl() !== tenancyId) {
      history.replaceState(null, "", `?${new URLSearchParams({ tenancy: tenancyId })}${location.hash}`)
    }
    document.title = `${tenancyId} – Passlock emulator`
    for (const node of document.querySelectorAll("[data-tenancy]")) page.write(node, tenancyId)
    onSelect()
  }

  picker.addEventListener("change", () => select(picker.value))

  return {
    hasSeveral,
    selected: (): string => selected,
    /** Updates the options, and keeps the selection when it still exists. */
    update: (tenancyIds: ReadonlyArray<string>): void => {
      if (tenancyIds.join("\n") !== all.join("\n")) {
        all = tenancyIds
        picker.replaceChildren(...all.map((id) => page.element("option", { value: id }, id)))
        picker.value = selected
        for (const node of document.querySelectorAll<HTMLElement>("[data-several]")) page.show(node, hasSeveral())
        for (const node of document.querySelectorAll<HTMLElement>("[data-single]")) page.show(node, !hasSeveral())
      }
      const next = [selected, inUrl()].find((id) => id !== null && all.includes(id))
      select(next ?? all[0] ?? "")
    }
  }
}
