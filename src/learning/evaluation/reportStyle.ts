/** The look of reports and model cards, light and dark. */
export const reportStyle = `
:root { color-scheme: light dark; --line: #d6dde6; --soft: #f4f7fb; --text: #1c2733; --mute: #5b6b7c; }
@media (prefers-color-scheme: dark) {
  :root { --line: #33404e; --soft: #1b232c; --text: #e3eaf2; --mute: #9aabbd; }
  body { background: #12181f; }
  figure { background: #fff; }
}
body { font: 15px/1.5 system-ui, sans-serif; color: var(--text); max-width: 1160px; margin: 0 auto; padding: 24px; }
h1 { font-size: 26px; margin: 0; }
h2 { font-size: 18px; margin: 36px 0 8px; }
header p { color: var(--mute); margin: 4px 0 16px; }
ul { list-style: none; padding: 0; }
.cards { display: grid; grid-template-columns: repeat(auto-fit, minmax(150px, 1fr)); gap: 12px; }
.cards li { border: 1px solid var(--line); border-radius: 8px; padding: 12px; background: var(--soft); }
.cards strong { display: block; font-size: 22px; }
.cards span, small { color: var(--mute); }
.plots { display: flex; flex-wrap: wrap; gap: 16px; margin-top: 24px; }
figure { margin: 0; border: 1px solid var(--line); border-radius: 8px; padding: 8px; overflow-x: auto; }
.table { overflow-x: auto; }
table { border-collapse: collapse; width: 100%; }
th, td { text-align: left; padding: 5px 12px 5px 0; border-bottom: 1px solid var(--line); }
th:nth-child(n+2), .number { text-align: right; font-variant-numeric: tabular-nums; }
.mistakes { display: grid; grid-template-columns: repeat(auto-fill, minmax(170px, 1fr)); gap: 16px; }
.mistakes li { border: 1px solid var(--line); border-radius: 8px; padding: 8px; overflow-wrap: anywhere; }
.mistakes img { display: block; width: 100%; height: 130px; object-fit: contain; margin-bottom: 6px; }
.mistakes b, .mistakes span, .mistakes small { display: block; }
`;
