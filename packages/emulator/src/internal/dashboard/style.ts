/** The dashboard's CSS. */

/** Displays the rows of a table as cards, for narrow screens. */
const cards = (table: string): string => `
  ${table}, ${table} tbody { display: block; }
  ${table} thead { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
  ${table} tbody tr { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 17rem), 1fr)); gap: 0.125rem 1.5rem; padding: 0.625rem 0; }
  ${table} tbody tr:first-child { border-top: 0; padding-top: 0; }
  ${table} :is(th, td) { padding: 0; }
  ${table} tbody th { grid-column: 1 / -1; }
  ${table} td[data-label] { display: grid; grid-template-columns: 6.5rem minmax(0, 1fr); align-items: baseline; align-content: start; }
  ${table} td[data-label]::before { content: attr(data-label); color: var(--quiet); }
  ${table} td[data-label] .below { grid-column: 2; }`
export const style = `
:root {
  color-scheme: light dark;
  --ground: #f5f6f8; --panel: #ffffff; --sunken: #f5f6f8; --line: #e0e3e9; --edge: #7f8897;
  --text: #181b22; --quiet: #586072; --accent: #4338ca; --accent-soft: #eef0fe; --on-accent: #ffffff;
  --good: #14683a; --good-soft: #e2f5e9; --bad: #a6192e; --bad-soft: #fdeaec; --warn: #7a4a00; --warn-soft: #fdf1d8;
  --shadow: 0 1px 2px rgb(20 25 40 / 6%), 0 1px 3px rgb(20 25 40 / 5%);
  --mono: ui-monospace, "SF Mono", "Cascadia Mono", Menlo, Consolas, "DejaVu Sans Mono", monospace;
}
@media (prefers-color-scheme: dark) {
  :root {
    --ground: #0d1015; --panel: #161a21; --sunken: #0f1319; --line: #2a303b; --edge: #6e7889;
    --text: #e7eaf0; --quiet: #a0a9b8; --accent: #adb8ff; --accent-soft: #232a48; --on-accent: #12152b;
    --good: #7fdca4; --good-soft: #12301f; --bad: #ff9ca8; --bad-soft: #3c161c; --warn: #f2c879; --warn-soft: #36280d;
    --shadow: none;
  }
}
*, ::before, ::after { box-sizing: border-box; }
[hidden] { display: none !important; }
html { scroll-padding-top: 8rem; -webkit-text-size-adjust: 100%; }
body {
  margin: 0; background: var(--ground); color: var(--text);
  font: 0.875rem/1.5 system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", "DejaVu Sans", sans-serif;
}
h1, h2, h3, p, ol, ul, dl, dd, pre { margin: 0; padding: 0; }
ol, ul { list-style: none; }
h1 { font-size: 1rem; font-weight: 650; letter-spacing: -0.01em; }
h2 { font-size: 1rem; font-weight: 650; letter-spacing: -0.01em; }
h3 { font-size: 0.8125rem; font-weight: 600; }
code, pre { font-family: var(--mono); }
a { color: var(--accent); text-underline-offset: 0.15em; }
.number, .countdown, .count, time { font-variant-numeric: tabular-nums; }
.quiet { color: var(--quiet); }
.unseen { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
.large { font-size: 1.5rem; font-weight: 600; letter-spacing: -0.01em; }
.below { display: block; color: var(--quiet); font-size: 0.8125rem; font-weight: 400; overflow-wrap: anywhere; }
:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; border-radius: 4px; }
main:focus-visible { outline: none; }

.skip { position: fixed; top: -4rem; left: 1rem; z-index: 3; padding: 0.5rem 1rem; border-radius: 0.5rem; background: var(--accent); color: var(--on-accent); }
.skip:focus { top: 0.5rem; }

.top {
  position: sticky; top: 0; z-index: 2; display: flex; flex-wrap: wrap; align-items: center; gap: 0.5rem 1.75rem;
  padding: 0.75rem 1.5rem 0; background: var(--panel); border-bottom: 1px solid var(--line);
}
.brand { display: flex; align-items: center; gap: 0.625rem; }
.brand svg { width: 1.75rem; height: 1.75rem; fill: var(--accent); }
.brand path { fill: var(--on-accent); }
.where { display: flex; flex: 1; flex-wrap: wrap; gap: 0.25rem 1.75rem; }
.where div { display: flex; align-items: center; gap: 0.5rem; min-width: 0; }
.where dt { color: var(--quiet); }
.where dd { display: flex; flex-wrap: wrap; align-items: center; gap: 0.125rem 0.5rem; min-width: 0; overflow-wrap: anywhere; }
#connection { display: flex; align-items: center; gap: 0.5rem; margin-left: auto; padding: 0.125rem 0.625rem; border-radius: 1rem; background: var(--sunken); color: var(--quiet); font-weight: 550; }
#connection::before { content: ""; width: 0.5rem; height: 0.5rem; border-radius: 50%; background: currentcolor; }
[data-connection="live"] #connection { background: var(--good-soft); color: var(--good); }
[data-connection="lost"] #connection { background: var(--bad-soft); color: var(--bad); }
[data-connection="lost"] .watch { opacity: 0.75; }
nav { flex-basis: 100%; margin: 0 -0.625rem; }
nav ul { display: flex; flex-wrap: wrap; }
nav a { display: block; padding: 0.375rem 0.625rem 0.5rem; color: var(--quiet); text-decoration: none; border-bottom: 2px solid transparent; }
nav a:hover { color: var(--text); border-bottom-color: var(--accent); }
nav a:focus-visible { outline-offset: -2px; }
.count { display: inline-block; min-width: 1.375rem; padding: 0 0.375rem; border-radius: 1rem; background: var(--sunken); color: var(--quiet); font-size: 0.75rem; font-weight: 550; line-height: 1.25rem; text-align: center; }

main { display: grid; gap: 1rem; max-width: 110rem; margin: 0 auto; padding: 1rem 1.5rem 5rem; }
.watch, .act { display: grid; gap: 1rem; align-content: start; min-width: 0; }
.panel { container-type: inline-size; min-width: 0; padding: 1rem 1.25rem 1.25rem; background: var(--panel); border: 1px solid var(--line); border-radius: 0.75rem; box-shadow: var(--shadow); }
.panel-head { display: flex; flex-wrap: wrap; align-items: center; justify-content: space-between; gap: 0.5rem 1rem; margin-bottom: 0.75rem; }
.panel h3 { margin: 1.25rem 0 0.5rem; }
.panel-head h3 { margin: 0.5rem 0 0; }
.panel-head + h3, .panel-head + div > h3 { margin-top: 0; }
.empty { color: var(--quiet); }
#mailbox-empty { display: grid; gap: 0.75rem; justify-items: start; }
.command { max-width: 100%; padding: 0.75rem 1rem; border-radius: 0.5rem; background: var(--sunken); color: var(--text); font-size: 0.75rem; white-space: pre-wrap; overflow-wrap: anywhere; }
.problem { color: var(--bad); overflow-wrap: anywhere; }
.problem:not(:empty) { margin-top: 0.5rem; padding: 0.375rem 0.625rem; border-radius: 0.375rem; background: var(--bad-soft); }

button, input, select { font: inherit; color: inherit; border-radius: 0.4375rem; }
button { padding: 0.3125rem 0.75rem; border: 1px solid var(--edge); background: var(--panel); font-weight: 550; white-space: nowrap; cursor: pointer; }
button:hover { background: var(--accent-soft); border-color: var(--accent); }
button.primary { border-color: var(--accent); background: var(--accent); color: var(--on-accent); }
button.primary:hover { filter: brightness(1.1); }
button.small { flex: none; padding: 0 0.4375rem; border-color: var(--line); color: var(--quiet); font-size: 0.75rem; line-height: 1.375rem; }
button.small:hover { border-color: var(--accent); color: var(--accent); }
button.danger { border-color: var(--bad); color: var(--bad); }
button.danger:hover { background: var(--bad-soft); }
button.more { width: 100%; margin-top: 0.75rem; border-color: var(--line); color: var(--quiet); }
input, select { width: 100%; min-width: 0; padding: 0.3125rem 0.5rem; border: 1px solid var(--edge); background: var(--panel); }
input[type="checkbox"] { width: auto; margin: 0; accent-color: var(--accent); }
::placeholder { color: var(--quiet); opacity: 1; }
label { color: var(--quiet); font-size: 0.8125rem; }
label input, label select { display: block; margin-top: 0.1875rem; color: var(--text); font-size: 0.875rem; }
.check { display: flex; align-items: center; gap: 0.5rem; white-space: nowrap; color: var(--text); }
.check input { margin: 0; }
form { display: grid; gap: 0.625rem; }
form > button { justify-self: start; }
.pair { display: grid; grid-template-columns: 1fr 1fr; gap: 0.625rem; align-items: end; }
.inline { grid-template-columns: 4.5rem minmax(0, 1fr) auto; align-items: end; margin-top: 0.625rem; }
.inline input, .inline select { margin: 0; }
.buttons { display: flex; flex-wrap: wrap; gap: 0.5rem; margin-top: 0.5rem; }
.filter { display: flex; flex-wrap: wrap; align-items: center; gap: 0.5rem 1rem; }
.filter input[type="search"] { width: 14rem; max-width: 100%; margin: 0; }
.tag { display: inline-block; padding: 0 0.4375rem; border-radius: 0.3125rem; background: var(--accent-soft); color: var(--accent); font-size: 0.8125rem; font-weight: 550; overflow-wrap: anywhere; }
.tag.warning { background: var(--warn-soft); color: var(--warn); }
summary { width: fit-content; color: var(--quiet); cursor: pointer; }
summary:hover { color: var(--text); }

.mail { padding: 0.875rem 0; border-top: 1px solid var(--line); }
.mail:first-child { padding-top: 0; border-top: 0; }
.mail:last-child { padding-bottom: 0; }
.mail-code { display: flex; align-items: center; gap: 0.875rem; }
.code { font-size: 1.75rem; font-weight: 600; line-height: 1.25; letter-spacing: 0.08em; }
.mail-facts { display: flex; flex-wrap: wrap; align-items: baseline; gap: 0.125rem 0.75rem; margin: 0.25rem 0 0.125rem; }
.mail-to { font-weight: 600; overflow-wrap: anywhere; min-width: 0; }
.mail-state { color: var(--quiet); }
.mail:is([data-state="consumed"], [data-state="locked"]) .code, .mail:has([data-left="none"]) .code { color: var(--quiet); font-weight: 450; text-decoration: line-through 1px; }
.mail:is([data-state="consumed"], [data-state="locked"]) .primary, .mail:has([data-left="none"]) .primary { border-color: var(--edge); background: var(--panel); color: var(--text); }
.mail-text { margin-top: 0.375rem; padding: 0.625rem 0.875rem; border-radius: 0.5rem; background: var(--sunken); font-size: 0.8125rem; white-space: pre-wrap; overflow-wrap: anywhere; }
.countdown { white-space: nowrap; }
#pending :is(td, thead th:not(:first-child)) { width: 5.25rem; white-space: nowrap; }
[data-left="little"] { color: var(--warn); font-weight: 600; }
[data-left="none"] { color: var(--quiet); }

table { width: 100%; border-collapse: collapse; }
th, td { padding: 0.4375rem 0.75rem 0.4375rem 0; text-align: left; vertical-align: top; font-weight: 400; overflow-wrap: anywhere; }
th:last-child, td:last-child { padding-right: 0; }
thead th { padding-top: 0; color: var(--quiet); font-size: 0.75rem; font-weight: 550; white-space: nowrap; }
tbody tr { border-top: 1px solid var(--line); }
tbody th { font-weight: 550; }
.status { display: inline-block; padding: 0 0.4375rem; border-radius: 0.3125rem; font-size: 0.8125rem; font-weight: 600; white-space: nowrap; font-variant-numeric: tabular-nums; }
.status.ok { background: var(--good-soft); color: var(--good); }
.status.client-error { background: var(--warn-soft); color: var(--warn); }
.status:is(.server-error, .no-response) { background: var(--bad-soft); color: var(--bad); }
.path { font-family: var(--mono); font-size: 0.75rem; }
#vault-table tbody th { min-width: 11rem; }
#vault-table td[data-label="Relying party"] { min-width: 7.25rem; }
.request-fault { min-width: 8.5rem; }
.request-time, .request-duration, .moment { white-space: nowrap; color: var(--quiet); }
.id { font-size: 0.75rem; display: inline-block; max-width: 6rem; overflow: hidden; text-overflow: ellipsis; white-space: nowrap; vertical-align: middle; }
.copyable { display: inline-flex; align-items: center; gap: 0.375rem; max-width: 100%; }

.switches { display: grid; gap: 0.125rem; margin: 0 -0.5rem; }
.switch { display: flex; align-items: center; justify-content: space-between; gap: 0.75rem; width: 100%; padding: 0.375rem 0.5rem; border: 0; background: none; text-align: left; white-space: normal; }
.switch::after { content: ""; flex: none; width: 2.25rem; height: 1.25rem; border: 1px solid var(--edge); border-radius: 1rem; background: radial-gradient(circle at 0.5625rem 50%, var(--edge) 0.375rem, transparent 0.4375rem); }
.switch[aria-checked="true"]::after { border-color: var(--accent); background: radial-gradient(circle at 1.5625rem 50%, var(--on-accent) 0.375rem, transparent 0.4375rem) var(--accent); }
.precise { margin-top: 0.625rem; }
.precise form { margin-top: 0.625rem; padding: 0.875rem; border: 1px solid var(--line); border-radius: 0.5rem; }
.precise + .panel-head { margin: 1rem 0 0.375rem; }
.fault { display: flex; align-items: start; justify-content: space-between; gap: 0.75rem; padding: 0.5rem 0.625rem; margin-top: 0.375rem; border-radius: 0.5rem; background: var(--warn-soft); overflow-wrap: anywhere; }
.fault .below { color: inherit; }
.fault .small { border-color: var(--edge); color: var(--text); background: var(--panel); }

dialog { max-width: min(26rem, calc(100vw - 2rem)); padding: 1.5rem; border: 1px solid var(--line); border-radius: 0.75rem; background: var(--panel); color: var(--text); box-shadow: 0 1rem 3rem rgb(0 0 0 / 30%); }
dialog::backdrop { background: rgb(10 12 20 / 55%); }
dialog h2 { margin-bottom: 0.5rem; }
dialog .buttons { justify-content: end; margin-top: 1.25rem; }
#announcement { position: fixed; z-index: 3; bottom: 1.25rem; left: 50%; max-width: calc(100vw - 2rem); padding: 0.5rem 1rem; border-radius: 0.5rem; background: var(--text); color: var(--panel); transform: translateX(-50%); }
#announcement:empty { padding: 0; }

@media (min-width: 64rem) {
  main { grid-template-columns: minmax(0, 1fr) 21rem; }
}
@media (min-width: 78rem) {
  .watch { grid-template-columns: minmax(0, 1fr) minmax(0, 1fr); }
  #requests, #vault { grid-column: 1 / -1; }
}
@media (max-width: 48rem) {
  html { scroll-padding-top: 1rem; }
  .top { position: static; padding: 0.75rem 1rem 0; }
  .where { flex-basis: 100%; order: 1; flex-direction: column; gap: 0.25rem; }
  .where dt { width: 4.25rem; }
  nav { order: 2; }
  main { padding: 0.75rem 0.75rem 5rem; gap: 0.75rem; }
  .panel { padding: 0.875rem 1rem 1rem; }
  .filter, .filter label:first-child { flex-grow: 1; }
  .filter input[type="search"] { width: 100%; }
  button:not(.switch) { padding-block: 0.4375rem; }
  button.small { padding: 0.1875rem 0.625rem; }
}
@container (max-width: 54rem) {${cards("#vault-table")}
  #vault-table .id { max-width: 10rem; }
}
@container (max-width: 38rem) {${cards("#requests-table")}
  #requests-table #requests-rows tr { grid-template-columns: auto minmax(0, 1fr) auto; gap: 0.125rem 0.625rem; align-items: baseline; }
  .request-status { grid-area: 1 / 1; }
  .request-outcome { grid-area: 1 / 2; }
  .request-time { grid-area: 1 / 3; }
  #requests-table tbody .request-what { grid-area: 2 / 1 / 3 / 4; }
  .request-duration { grid-area: 3 / 1; }
  #requests-table .request-fault { min-width: 0; grid-area: 3 / 2 / 4 / 4; }
}
@media (prefers-reduced-motion: no-preference) {
  html { scroll-behavior: smooth; }
}
@media (forced-colors: active) {
  .switch[aria-checked="true"]::after { background: Highlight; forced-color-adjust: none; }
}
`
