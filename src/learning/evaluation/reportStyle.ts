/** The look of reports, light and dark, on paper, desks and phones. */
export const reportStyle = `
:root { color-scheme: light dark; --ground: #fff; --soft: #f4f7fb; --line: #d6dde6; --text: #1c2733; --mute: #5b6b7c; --accent: #2f6db5; }
@media (prefers-color-scheme: dark) {
  :root { --ground: #12181f; --soft: #1b232c; --line: #33404e; --text: #e3eaf2; --mute: #9aabbd; --accent: #5c9ce6; }
}
* { box-sizing: border-box; }
body { font: 15px/1.5 system-ui, sans-serif; background: var(--ground); color: var(--text); max-width: 1160px; margin: 0 auto; padding: clamp(16px, 3vw, 32px); }
h1 { font-size: 26px; line-height: 1.25; margin: 0; overflow-wrap: anywhere; }
h2 { font-size: 18px; margin: 36px 0 8px; }
header p { color: var(--mute); margin: 4px 0 16px; }
ul { list-style: none; margin: 0; padding: 0; }
.cards { display: grid; grid-template-columns: repeat(auto-fit, minmax(140px, 1fr)); gap: 12px; }
.cards li, figure, .mistakes li { border: 1px solid var(--line); border-radius: 10px; background: var(--soft); }
.cards li { padding: 12px; }
.cards strong { display: block; font-size: 22px; }
.cards span, small { color: var(--mute); }
.plots { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(420px, 100%), 1fr)); gap: 16px; margin-top: 16px; }
figure { margin: 0; padding: 16px; }
figcaption { font-weight: 600; margin-bottom: 8px; }
svg { display: block; width: 100%; height: auto; }
.wide { grid-column: 1 / -1; }
.legend { display: flex; flex-wrap: wrap; gap: 2px 16px; margin-top: 8px; font-size: 13px; }
.legend i { display: inline-block; width: 18px; margin-right: 6px; border: 0; border-top-width: 3px; vertical-align: middle; }
.table { overflow-x: auto; }
table { border-collapse: collapse; width: 100%; }
th, td { text-align: left; padding: 5px 12px 5px 0; border-bottom: 1px solid var(--line); }
th:nth-child(n+2), .number { text-align: right; font-variant-numeric: tabular-nums; }
.mistakes { display: grid; grid-template-columns: repeat(auto-fill, minmax(min(250px, 100%), 1fr)); gap: 12px; margin-top: 12px; }
.mistakes li { padding: 8px; overflow-wrap: anywhere; }
.mistakes div { display: flex; gap: 6px; margin-bottom: 6px; }
.mistakes img { flex: 1; min-width: 0; height: 130px; object-fit: contain; }
.mistakes b, .mistakes span, .mistakes small { display: block; }
.metrics { max-width: 480px; }
@media (max-width: 480px) {
  /* Seven columns fit on a phone. */
  table { font-size: 12px; }
  th { font-size: 11px; }
  th, td { padding-right: 6px; }
  th:last-child, td:last-child { padding-right: 0; }
  td:first-child { overflow-wrap: anywhere; }
  th:nth-last-child(7) { width: 30%; }
}
`;
