/** The parts of the page that the scripts work with. */

/** The element with this id, which the page is known to have. */
export const find = <E extends HTMLElement>(id: string, type: abstract new () => E): E => {
  const element = document.getElementById(id)
  if (!(element instanceof type)) throw new Error(`The page has no ${type.name} #${id}.`)
  return element
}

/** The first element below that fits. */
export const within = <E extends Element>(parent: ParentNode, selector: string, type: abstract new () => E): E => {
  const element = parent.querySelector(selector)
  if (!(element instanceof type)) throw new Error(`There is no ${type.name} ${selector}.`)
  return element
}

/** A copy of what a template holds. */
export const copy = <E extends Element>(templateId: string, type: abstract new () => E): E => {
  const first = find(templateId, HTMLTemplateElement).content.firstElementChild?.cloneNode(true)
  if (!(first instanceof type)) throw new Error(`The template #${templateId} holds no ${type.name}.`)
  return first
}

/** What the server wrote into the head. */
export const meta = (name: string): string =>
  document.head.querySelector(`meta[name="${name}"]`)?.getAttribute("content") ?? ""
