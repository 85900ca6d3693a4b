/* What lies behind a figure, drawn when it is chosen. */
function select(label, options, chosen, onChange) {
  const element = h('select', {}, options.map((text, i) => h('option', {value: i}, text)));
  element.selectedIndex = chosen;
  element.addEventListener('change', () => onChange(element.selectedIndex));
  return h('label', {}, label, element);
}

function curves(detail) {
  const all = detail.u.map(([i, epochs, values]) => ({name: name(i), epochs, values})).filter(c => c.epochs.length > 0);
  const under = prefix => all.filter(c => c.name.startsWith(prefix)).map((c, i) => ({...c, name: c.name.slice(prefix.length), i}));
  const figures = [];
  const together = (title, series, options) => {
    if (series.length) figures.push(lines(title, series, options));
  };
  together('Threshold of each class', under('threshold.'), {width: 340, height: 190, range: [0, 1], right: 116});
  const taken = [...all.filter(c => c.name === 'selected' || c.name === 'scored.pseudo-labels')];
  if (!taken.some(c => c.name === 'selected')) taken.push(...all.filter(c => c.name === 'scored.selected'));
  const plain = {'selected': 'selected', 'scored.selected': 'selected', 'scored.pseudo-labels': 'right'};
  together('Pseudo-labels: share selected, share right', taken.map((c, i) => ({...c, name: plain[c.name], i})), {width: 340, height: 190, range: [0, 1], right: 96});
  together('UAR over epochs', all.filter(c => c.name === 'scored.uar').map(c => ({...c, name: 'UAR'})), {width: 340, height: 190});
  const losses = all.filter(c => !/^(threshold\.|scored\.|validator\.|selected$)/.test(c.name)).map(c => lines(c.name, [{...c, i: 0}]));
  const validators = under('validator.').map(c => lines(c.name, [{...c, i: 2}]));
  return [figures, losses.length ? h('div', {class: 'wide'}, h('h3', {}, 'Losses and counts'), h('div', {class: 'small'}, losses)) : null,
    validators.length ? h('div', {class: 'wide'}, h('h3', {}, 'Validators, which need no labels'), h('div', {class: 'small'}, validators)) : null];
}

function detailFigures(detail, over) {
  const labels = detail.l.map(name);
  const out = [];
  if (detail.c.some(c => c > 0)) out.push(confusion(labels, detail.c, `Rows: label; columns: prediction; percent of the row${over && ', summed' + over}`));
  if (detail.r.length) {
    out.push(dots('Recall of each class', labels.map((label, i) => ({
      name: label, value: detail.r[i]?.[0] ?? null, sd: detail.r[i]?.[1],
      tip: `${label}: recall ${percent(detail.r[i]?.[0] ?? null)} %${over && detail.r[i]?.[1] != null ? `, sd${over} ${percent(detail.r[i][1])}` : ''}; n = ${detail.r[i]?.[2]}`}))));
  }
  const speakers = detail.s.filter(p => p[1] !== null).map(([i, value, n]) => ({name: name(i), value, tip: `${name(i)}: UAR ${percent(value)} %, n = ${n}`}))
      .sort((a, b) => b.value - a.value);
  if (speakers.length) {
    const caption = h('figcaption', {}, `UAR of each speaker over the classes that the speaker has${over && ', mean' + over}.`);
    out.push(speakers.length <= 12 ? dots('Recall of each speaker', speakers, {after: caption}) : strip('Recall of each speaker', speakers, caption));
  }
  if (detail.b.some(b => b[2] > 0)) out.push(reliability(detail.b, detail.e));
  return [...out, ...curves(detail)];
}

{
  const place = document.querySelector('[data-drawn=details]');
  if (place && data.details?.length) {
    const at = new Map(data.details.map(d => [d.p.join(), d]));
    const has = (t, r, k) => data.details.some(d => d.p[0] === t && (r === null || d.p[1] === r) && (k === null || d.p[2] === k));
    let [t, r, k] = data.first;
    const selects = place.appendChild(h('div', {class: 'selects'}));
    const drawn = place.appendChild(h('div', {class: 'drawn'}));
    const draw = () => {
      const tracks = data.tracks.map((_, i) => i).filter(i => has(i, null, null));
      if (!tracks.includes(t)) t = tracks[0];
      const rows = data.tracks[t].rows.map((_, i) => i).filter(i => has(t, i, null));
      if (!rows.includes(r)) r = rows[0];
      const tasks = data.tracks[t].tasks.map((_, i) => i).filter(i => has(t, r, i));
      if (!tasks.includes(k)) k = tasks[0];
      const noun = data.tracks[t].noun;
      const focused = [...selects.querySelectorAll('select')].indexOf(document.activeElement);
      selects.replaceChildren(
          select('Track', tracks.map(i => name(data.tracks[i].name)), tracks.indexOf(t), i => { t = tracks[i]; draw(); }),
          select('Row', rows.map(i => name(data.tracks[t].rows[i])), rows.indexOf(r), i => { r = rows[i]; draw(); }),
          select(noun[0].toUpperCase() + noun.slice(1), tasks.map(i => name(data.tracks[t].tasks[i])), tasks.indexOf(k), i => { k = tasks[i]; draw(); }));
      if (focused >= 0) selects.querySelectorAll('select')[focused].focus();
      drawn.replaceChildren(...detailFigures(at.get([t, r, k].join()), ' over seeds').flat().filter(Boolean));
    };
    draw();
  }
  const one = document.querySelector('[data-drawn=model]');
  if (one && data.model) one.append(h('div', {class: 'drawn'}, detailFigures(data.model, '').flat().filter(Boolean)));
}
