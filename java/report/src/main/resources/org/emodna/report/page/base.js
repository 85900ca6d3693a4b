// Text reaches the page as text nodes and attributes alone, never as markup.
const data = JSON.parse(document.getElementById('page-data').textContent);
const name = i => data.names[i] ?? '';
const SVG = 'http://www.w3.org/2000/svg';

function build(element, attributes, children) {
  for (const [key, value] of Object.entries(attributes ?? {})) {
    if (value !== null && value !== undefined && value !== false) element.setAttribute(key, value);
  }
  for (const child of [children ?? []].flat(2)) {
    if (child !== null && child !== undefined) element.append(child);
  }
  return element;
}
const h = (tag, attributes, ...children) => build(document.createElement(tag), attributes, children);
const s = (tag, attributes, ...children) => build(document.createElementNS(SVG, tag), attributes, children);

const NONE = '–';
const number = (value, digits) => value === null || !Number.isFinite(value) ? NONE : value.toFixed(digits).replace('-', '−');
// Fractions are stored as ten-millionths, and rounded half away from 0, as the tables have them.
const ONE = 1e7;
const percent = value => {
  if (value === null || !Number.isFinite(value)) return NONE;
  const tenths = Math.floor((Math.abs(value) + 5000) / 10000);
  return (value < 0 && tenths > 0 ? '−' : '') + (tenths / 10).toFixed(1);
};

/* Light and dark. */
{
  const button = document.getElementById('theme');
  const root = document.documentElement;
  const system = window.matchMedia('(prefers-color-scheme: dark)');
  const dark = () => (root.dataset.theme ?? (system.matches ? 'dark' : 'light')) === 'dark';
  const show = () => { button.textContent = dark() ? 'Light theme' : 'Dark theme'; };
  const store = value => { try { localStorage.setItem('emodna-theme', value); } catch { /* not for files from disk */ } };
  try {
    const kept = localStorage.getItem('emodna-theme');
    if (kept === 'dark' || kept === 'light') root.dataset.theme = kept;
  } catch { /* likewise */ }
  button.addEventListener('click', () => {
    root.dataset.theme = dark() ? 'light' : 'dark';
    store(root.dataset.theme);
    show();
  });
  system.addEventListener('change', show);
  button.hidden = false;
  show();
}

/* What hovering and focus say: titles, shown at once. */
{
  const tip = document.body.appendChild(h('div', {id: 'tip', role: 'tooltip', hidden: ''}));
  let owner = null;
  const textOf = element => {
    if (element.hasAttribute('title')) {
      element.dataset.tip = element.getAttribute('title');
      element.removeAttribute('title');
    }
    const inner = element.querySelector(':scope > title');
    if (inner) {
      element.dataset.tip = inner.textContent;
      inner.remove();
      element.setAttribute('aria-label', element.dataset.tip);
    }
    return element.dataset.tip ?? '';
  };
  const find = target => {
    for (let e = target; e instanceof Element && e !== document.body; e = e.parentElement) {
      if (e.dataset.tip || e.hasAttribute('title') || (e instanceof SVGElement && e.querySelector(':scope > title'))) return e;
    }
    return null;
  };
  const hide = () => {
    tip.hidden = true;
    owner?.removeAttribute('aria-describedby');
    owner = null;
  };
  const show = element => {
    const text = textOf(element).slice(0, 600);
    if (!text) return;
    owner = element;
    tip.textContent = text;
    tip.hidden = false;
    element.setAttribute('aria-describedby', 'tip');
    const box = element.getBoundingClientRect();
    const own = tip.getBoundingClientRect();
    const left = Math.max(6, Math.min(box.left + box.width / 2 - own.width / 2, innerWidth - own.width - 6));
    const above = box.top - own.height - 6;
    tip.style.left = left + 'px';
    tip.style.top = (above < 6 ? box.bottom + 6 : above) + 'px';
  };
  const turn = event => {
    const element = find(event.target);
    if (element === owner) return;
    hide();
    if (element) show(element);
  };
  document.addEventListener('pointerover', turn);
  document.addEventListener('focusin', turn);
  document.addEventListener('scroll', hide, true);
  document.addEventListener('keydown', event => { if (event.key === 'Escape') hide(); });
}

/* Tables sort by their headings; cells without a value come last. */
{
  const key = cell => {
    if (cell.hasAttribute('data-value')) return cell.dataset.value === '' ? null : Number(cell.dataset.value);
    if (cell.hasAttribute('data-sort')) return cell.dataset.sort === '' ? null : Number(cell.dataset.sort);
    const text = cell.textContent.trim();
    return text === '' || text === NONE ? null : text;
  };
  const compare = (a, b) => typeof a === 'number' && typeof b === 'number' ? a - b : String(a).localeCompare(String(b), 'en', {numeric: true});
  const sort = (table, heading) => {
    const column = [...heading.parentElement.children].indexOf(heading);
    const body = table.tBodies[0];
    const rows = [...body.rows].map((row, i) => ({row, i, key: key(row.cells[column])}));
    const before = heading.getAttribute('aria-sort');
    const numbers = rows.some(r => typeof r.key === 'number');
    const descending = before ? before === 'ascending' : numbers;
    rows.sort((a, b) => {
      if (a.key === null || b.key === null) return (a.key === null) - (b.key === null) || a.i - b.i;
      return (descending ? compare(b.key, a.key) : compare(a.key, b.key)) || a.i - b.i;
    });
    for (const other of heading.parentElement.children) other.removeAttribute('aria-sort');
    heading.setAttribute('aria-sort', descending ? 'descending' : 'ascending');
    body.append(...rows.map(r => r.row));
  };
  for (const table of document.querySelectorAll('table.sortable')) {
    for (const heading of table.tHead.rows[0].cells) {
      if (heading.hasAttribute('data-unsorted') || table.tBodies[0].rows.length < 2) continue;
      const button = h('button', {type: 'button'}, [...heading.childNodes]);
      button.addEventListener('click', () => sort(table, heading));
      heading.append(button);
    }
  }
}

/* Rows by kind. */
for (const results of document.querySelectorAll('.results')) {
  const kinds = results.querySelector('.kinds');
  const boxes = [...kinds.querySelectorAll('input')];
  kinds.hidden = boxes.length < 2;
  kinds.addEventListener('change', () => {
    const shown = new Set(boxes.filter(b => b.checked).map(b => b.dataset.kind));
    for (const row of results.querySelectorAll('tbody tr')) row.hidden = !shown.has(row.dataset.kind);
  });
}

/* A figure of several seeds leads to each of their runs. */
{
  const card = document.body.appendChild(h('div', {id: 'card', role: 'dialog', 'aria-label': 'Runs', hidden: ''}));
  const cells = new Map(data.runs?.map(run => [run.slice(0, 3).join(), run]));
  let opener = null;
  const close = back => {
    if (card.hidden) return;
    card.hidden = true;
    if (back) opener?.focus();
    opener = null;
  };
  document.addEventListener('click', event => {
    const link = event.target.closest?.('.figures td a');
    if (!link) {
      if (!card.contains(event.target)) close(false);
      return;
    }
    if (event.ctrlKey || event.metaKey || event.shiftKey) return;
    const cell = link.closest('td');
    const t = Number(link.closest('.results').dataset.results);
    const r = Number(cell.parentElement.dataset.index);
    const run = cells.get([t, r, cell.cellIndex - 2].join()); // after the row's name and the mean
    if (!run || run[3].length < 2 || run[4].includes(null)) return;
    event.preventDefault();
    const values = run[5 + ['uar', 'war', 'macro_f1'].indexOf(cell.dataset.metric)];
    card.replaceChildren(
        h('b', {}, name(data.tracks[t].rows[r])), ' · ', name(data.tracks[t].tasks[run[2]]),
        h('ul', {}, run[3].map((seed, i) => h('li', {}, h('a', {href: data.base + run[4][i]}, 'seed ' + seed), ': ' + percent(values[i])))));
    opener = link;
    card.hidden = false;
    const box = link.getBoundingClientRect();
    card.style.left = Math.max(8, Math.min(scrollX + box.left, scrollX + document.documentElement.clientWidth - card.offsetWidth - 8)) + 'px';
    card.style.top = scrollY + box.bottom + 6 + 'px';
    card.querySelector('a')?.focus();
  });
  document.addEventListener('keydown', event => { if (event.key === 'Escape') close(true); });
}
