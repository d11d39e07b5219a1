/** The time, and the tools that advance it. */
import type { Snapshot } from "./api.js"
import type { Kit } from "./kit.js"

export const time = ({ api, dom, format }: Kit) => {
  const { find } = dom
  const problem = find("time-problem", HTMLElement)
  const form = find("time-form", HTMLFormElement)

  const advance = (milliseconds: number): Promise<boolean> =>
    dom.attempt(problem, () => api.advance(milliseconds), `Time advanced by ${format.span(milliseconds)}.`)

  for (const button of document.querySelectorAll<HTMLButtonElement>("[data-advance]")) {
    button.addEventListener("click", () => advance(Number(button.dataset.advance)))
  }

  form.addEventListener("submit", (event) => {
    event.preventDefault()
    const amount = find("time-amount", HTMLInputElement).valueAsNumber
    void advance(Math.round(amount * Number(find("time-unit", HTMLSelectElement).value)))
  })

  return ({ offset }: Snapshot): void => {
    const ahead = offset === 0 ? "system time" : `${format.span(offset)} ahead`
    for (const node of document.querySelectorAll("[data-ahead]")) dom.write(node, ahead)
  }
}
