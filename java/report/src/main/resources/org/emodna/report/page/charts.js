/* Charts: each is a figure with a heading, one drawing with a text of its own, and direct labels. */
const DASHES = [null, '6 3', '2 3', '8 3 2 3', '1 2', '10 4', null, '4 4'];
const colour = i => `var(--c${i % 8})`;
const extent = values => [Math.min(...values), Math.max(...values)];
const brief = value => {
  const size = Math.abs(value);
  return number(value, size >= 100 ? 0 : size >= 10 ? 1 : size >= 0.1 || size === 0 ? 2 : 3);
};

function figure(title, label, width, height, marks, after) {
  return h('figure', {class: 'chart'}, h('h4', {}, title),
      s('svg', {role: 'img', 'aria-label': `${title}: ${label}`, viewBox: `0 0 ${width} ${height}`, width, height}, marks), after);
}

/** Pushes labels apart so that none covers another; y of each, in the order given. */
function apart(ys, gap, low, high) {
  const order = ys.map((y, i) => ({y, i})).sort((a, b) => a.y - b.y);
  order.forEach((o, k) => { o.y = Math.max(o.y, k ? order[k - 1].y + gap : low); });
  for (let k = order.length - 1; k >= 0; k--) {
    order[k].y = Math.min(order[k].y, k === order.length - 1 ? high : order[k + 1].y - gap);
  }
  const out = [];
  for (const o of order) out[o.i] = o.y;
  return out;
}

/** Curves over epochs: series of {name, epochs, values, i}, labelled at their ends. */
function lines(title, series, options = {}) {
  const width = options.width ?? 166;
  const height = options.height ?? 110;
  const right = series.length > 1 ? options.right ?? 96 : 44;
  const [e0, e1] = extent(series.flatMap(l => l.epochs));
  let [v0, v1] = options.range ?? extent(series.flatMap(l => l.values));
  if (v0 === v1) { v0 -= Math.abs(v0) / 10 || 0.5; v1 += Math.abs(v1) / 10 || 0.5; }
  const x = e => 34 + (width - 34 - right) * (e1 > e0 ? (e - e0) / (e1 - e0) : 0.5);
  const y = v => height - 20 - (height - 30) * (v - v0) / (v1 - v0);
  const ends = apart(series.map(l => y(l.values.at(-1))), 13, 10, height - 20);
  const marks = [];
  for (const v of [v0, v1]) {
    marks.push(s('line', {class: 'grid', x1: 34, x2: width - right, y1: y(v), y2: y(v)}));
    marks.push(s('text', {class: 'tick', x: 16, y: y(v) + 4}, brief(v)));
  }
  marks.push(s('text', {class: 'tick', x: x(e0), y: height - 5}, String(e0)));
  if (e1 > e0) marks.push(s('text', {class: 'tick', x: x(e1), y: height - 5}, String(e1)));
  series.forEach((l, k) => {
    const points = l.epochs.map((e, i) => `${x(e).toFixed(1)},${y(l.values[i]).toFixed(1)}`);
    const tip = `${l.name}: ${brief(l.values.at(-1))} in epoch ${l.epochs.at(-1)}; from ${brief(Math.min(...l.values))} to ${brief(Math.max(...l.values))}`;
    if (points.length === 1) {
      const [cx, cy] = points[0].split(',');
      marks.push(s('circle', {cx, cy, r: 3, fill: colour(l.i ?? k)}, s('title', {}, tip)));
    } else {
      marks.push(s('polyline', {class: 'line', points: points.join(' '), stroke: colour(l.i ?? k), 'stroke-dasharray': DASHES[(l.i ?? k) % 8]}, s('title', {}, tip)));
    }
    const text = series.length > 1 ? `${l.name} ${brief(l.values.at(-1))}` : brief(l.values.at(-1));
    marks.push(s('text', {class: 'end', x: width - right + 6, y: ends[k] + 4}, text.length > 18 ? text.slice(0, 17) + '…' : text));
    if (series.length > 1) {
      marks.push(s('line', {x1: width - right, x2: width - right + 4, y1: y(l.values.at(-1)), y2: ends[k], stroke: colour(l.i ?? k)}));
    }
  });
  return figure(title, series.map(l => `${l.name} ends at ${brief(l.values.at(-1))}`).join(', '), width, height, marks, options.after);
}

/** Dots with bars on one scale from 0 to 100 %: items of {name, value, sd, tip}. */
function dots(title, items, options = {}) {
  const width = 340;
  const left = options.left ?? 96;
  const step = 22;
  const height = items.length * step + 26;
  const x = v => left + (width - left - 50) * v / ONE;
  const marks = [];
  for (const v of [0, ONE / 4, ONE / 2, 3 * ONE / 4, ONE]) {
    marks.push(s('line', {class: 'grid', x1: x(v), x2: x(v), y1: 0, y2: height - 22}));
    marks.push(s('text', {class: 'tick', x: x(v), y: height - 7}, String(100 * v / ONE)));
  }
  items.forEach((item, i) => {
    const y = i * step + step / 2;
    const label = item.name.length > left / 7 ? item.name.slice(0, Math.floor(left / 7) - 1) + '…' : item.name;
    const row = [s('title', {}, item.tip), s('text', {x: 0, y: y + 4}, label)];
    if (item.value === null) {
      row.push(s('text', {class: 'tick end', x: x(0) + 4, y: y + 4}, 'not in the labels'));
    } else {
      if (item.sd) row.push(s('line', {class: 'bar', x1: x(Math.max(0, item.value - item.sd)), x2: x(Math.min(ONE, item.value + item.sd)), y1: y, y2: y}));
      row.push(s('circle', {class: 'dot', cx: x(item.value), cy: y, r: 4}));
      row.push(s('text', {class: 'end', x: width - 42, y: y + 4}, percent(item.value)));
    }
    marks.push(s('g', {}, row));
  });
  return figure(title, items.map(i => `${i.name} ${percent(i.value)} %`).join(', '), width, height, marks, options.after);
}

/** A row of dots, one a speaker, spread so that none hides another. */
function strip(title, items, after) {
  const width = 340;
  const x = v => 10 + (width - 20) * v / ONE;
  const columns = new Map();
  const placed = items.map(item => {
    const bin = Math.round(x(item.value) / 8);
    const level = columns.get(bin) ?? 0;
    columns.set(bin, level + 1);
    return {item, x: bin * 8, level};
  });
  const most = Math.max(...columns.values());
  const step = Math.min(8, 150 / most);
  const height = Math.max(60, most * step + 34);
  const marks = [];
  for (const v of [0, ONE / 4, ONE / 2, 3 * ONE / 4, ONE]) {
    marks.push(s('line', {class: 'grid', x1: x(v), x2: x(v), y1: 0, y2: height - 22}));
    marks.push(s('text', {class: 'tick', x: x(v), y: height - 7}, String(100 * v / ONE)));
  }
  for (const p of placed) {
    marks.push(s('circle', {class: 'dot', cx: p.x, cy: height - 28 - p.level * step, r: 3.4}, s('title', {}, p.item.tip)));
  }
  return figure(title, `${items.length} speakers from ${percent(Math.min(...items.map(i => i.value)))} to ${percent(Math.max(...items.map(i => i.value)))} %`, width, height, marks, after);
}

/** Confidence against accuracy: bins of [confidence, accuracy, n]. */
function reliability(bins, ece) {
  const size = 280;
  const x = v => 34 + (size - 44) * v / ONE;
  const y = v => size - 32 - (size - 42) * v / ONE;
  const most = Math.max(...bins.map(b => b[2]), 1);
  const total = bins.reduce((sum, b) => sum + b[2], 0);
  const marks = [];
  for (const v of [0, ONE / 4, ONE / 2, 3 * ONE / 4, ONE]) {
    marks.push(s('line', {class: 'grid', x1: x(v), x2: x(v), y1: y(0), y2: y(ONE)}));
    marks.push(s('line', {class: 'grid', x1: x(0), x2: x(ONE), y1: y(v), y2: y(v)}));
    marks.push(s('text', {class: 'tick', x: x(v), y: size - 17}, String(100 * v / ONE)));
    marks.push(s('text', {class: 'tick', x: 18, y: y(v) + 4}, String(100 * v / ONE)));
  }
  marks.push(s('line', {class: 'diagonal', x1: x(0), y1: y(0), x2: x(ONE), y2: y(ONE)}));
  marks.push(s('text', {class: 'tick', x: x(ONE / 2), y: size - 3}, 'confidence, %'));
  const full = bins.filter(b => b[2] > 0 && b[0] !== null && b[1] !== null);
  marks.push(s('polyline', {class: 'line', stroke: colour(0), points: full.map(b => `${x(b[0]).toFixed(1)},${y(b[1]).toFixed(1)}`).join(' ')}));
  for (const b of full) {
    marks.push(s('circle', {class: 'dot', cx: x(b[0]), cy: y(b[1]), r: (2 + 6 * Math.sqrt(b[2] / most)).toFixed(1)},
        s('title', {}, `${b[2]} predictions: confidence ${percent(b[0])} %, right ${percent(b[1])} %`)));
  }
  marks.push(s('text', {class: 'end', x: x(ONE) - 76, y: y(ONE / 25), }, `ECE ${percent(ece)} %`));
  return figure('Calibration', `share of right predictions, in percent, by confidence; expected calibration error ${percent(ece)} % over ${total} predictions`,
      size, size, marks, h('figcaption', {}, 'Right predictions in percent by confidence. On the dashed line a probability means what it says; above it the model is less sure than it could be. Area: predictions.'));
}

/** A table of label by prediction; cells in percent of their row, shaded. */
function confusion(labels, counts, caption) {
  const k = labels.length;
  const rowOf = i => counts.slice(i * k, (i + 1) * k);
  const sumOf = i => rowOf(i).reduce((a, b) => a + b, 0);
  const most = Math.max(...labels.map((_, i) => Math.max(...rowOf(i)) / Math.max(1, sumOf(i))), 1e-9);
  const rows = labels.map((label, i) => {
    const row = rowOf(i);
    const sum = sumOf(i);
    return h('tr', {}, h('th', {scope: 'row'}, h('bdi', {}, label)), row.map((count, j) => {
      const share = sum ? count / sum : null;
      const cell = h('td', {class: i === j ? 'hit' : null, title: `${label} taken for ${labels[j]}: ${count} of ${sum}`}, share === null ? NONE : number(100 * share, 0));
      if (share !== null) cell.style.backgroundColor = `color-mix(in srgb, var(--heat) calc(var(--heat-most) * ${(share / most).toFixed(3)}), var(--bg))`;
      return cell;
    }));
  });
  const table = h('table', {class: 'confusion'}, h('caption', {}, caption),
      h('thead', {}, h('tr', {}, h('th', {scope: 'col'}, ''), labels.map(l => h('th', {scope: 'col'}, h('bdi', {}, l))))), h('tbody', {}, rows));
  return h('figure', {class: 'chart'}, h('h4', {}, 'Confusion'), h('div', {class: 'scroll', tabindex: 0, role: 'region', 'aria-label': 'Confusion matrix'}, table));
}
