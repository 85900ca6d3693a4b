/* Embeddings on a plane: class and corpus have a colour and a shape each. */
const SHAPES = [
  'M-3.4 0a3.4 3.4 0 1 0 6.8 0a3.4 3.4 0 1 0-6.8 0z', 'M-3-3h6v6h-6z', 'M0-4l3.8 6.6h-7.6z', 'M0-4.4l3.6 4.4l-3.6 4.4l-3.6-4.4z',
  'M-3.6-1.2h2.4v-2.4h2.4v2.4h2.4v2.4h-2.4v2.4h-2.4v-2.4h-2.4z', 'M0 4l3.8-6.6h-7.6z', 'M-4-2.6l1.4-1.4l2.6 2.6l2.6-2.6l1.4 1.4l-2.6 2.6l2.6 2.6l-1.4 1.4l-2.6-2.6l-2.6 2.6l-1.4-1.4l2.6-2.6z',
  'M0-4.4l1.2 3h3.2l-2.6 2l1 3.2l-2.8-1.9l-2.8 1.9l1-3.2l-2.6-2h3.2z'];

function scatter(title, projection, field) {
  const size = 400;
  const groups = [];
  const points = [];
  for (let i = 0; i < projection.points.length; i += 4) {
    const [x, y, label, corpus] = projection.points.slice(i, i + 4);
    const group = field === 'label' ? label : corpus;
    if (!groups.includes(group)) groups.push(group);
    points.push({x, y, label, corpus, group});
  }
  groups.sort((a, b) => name(a).localeCompare(name(b)));
  const shape = (g, at) => s('path', {d: SHAPES[g % 8], transform: at, fill: colour(g), 'fill-opacity': .85});
  const marks = points.map(p => {
    const mark = shape(groups.indexOf(p.group), `translate(${12 + p.x * .376} ${size - 12 - p.y * .376})`);
    mark.append(s('title', {}, `${name(p.label) || 'no label'}, ${name(p.corpus)}`));
    return mark;
  });
  const legend = h('ul', {class: 'legend'}, groups.map((group, g) => h('li', {},
      s('svg', {viewBox: '-6 -6 12 12', 'aria-hidden': 'true'}, shape(g, null)),
      h('bdi', {}, `${name(group) || 'no label'} (${points.filter(p => p.group === group).length})`))));
  return figure(title, `${points.length} recordings, near each other where their features are alike; ${groups.map(name).join(', ')}`, size, size, marks, legend);
}

{
  const place = document.querySelector('[data-drawn=projections]');
  if (place && data.projections?.length) {
    const runs = [...new Set(data.projections.map(p => [...p.p, p.seed].join()))];
    const selects = place.appendChild(h('div', {class: 'selects'}));
    const drawn = place.appendChild(h('div', {class: 'drawn pairs'}));
    const title = run => {
      const [t, r, k, seed] = run.split(',').map(Number);
      return `${name(data.tracks[t].rows[r])} · ${name(data.tracks[t].tasks[k])} · ${name(data.tracks[t].name)} · seed ${seed}`;
    };
    const spaces = {emotion: 'Emotion features zᵉ', corpus: 'Corpus features zᶜ'};
    const draw = i => {
      const some = data.projections.filter(p => [...p.p, p.seed].join() === runs[i]);
      drawn.replaceChildren(...some.flatMap(p => {
        const space = spaces[name(p.space)] ?? name(p.space);
        return [scatter(`${space}, by emotion`, p, 'label'), scatter(`${space}, by corpus`, p, 'corpus')];
      }));
    };
    const first = Math.max(0, runs.findIndex(run => run.startsWith((data.first ?? []).join() + ',')));
    selects.append(select('Run', runs.map(title), first, draw));
    place.append(h('p', {class: 'note'}, 'Exact t-SNE: neighbours are to be trusted, distances between groups and their sizes are not. At most 300 recordings a chart, balanced over corpora and classes.'));
    draw(first);
  }
}
