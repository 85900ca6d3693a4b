/* The contrast of each text with what lies behind it, by WCAG 2.2; evaluated in the page by PageBrowserTest. */
(() => {
  const canvas = document.createElement('canvas');
  canvas.width = canvas.height = 1;
  const context = canvas.getContext('2d', {willReadFrequently: true});
  const known = new Map();
  /* Any notation that the browser computes, as red, green, blue and alpha. */
  const rgba = text => {
    if (!known.has(text)) {
      context.clearRect(0, 0, 1, 1);
      context.fillStyle = text;
      context.fillRect(0, 0, 1, 1);
      const [r, g, b, a] = context.getImageData(0, 0, 1, 1).data;
      known.set(text, [r, g, b, a / 255]);
    }
    return known.get(text);
  };
  const over = (top, bottom) => [0, 1, 2].map(i => top[i] * top[3] + bottom[i] * (1 - top[3]));
  const luminance = c => {
    const [r, g, b] = c.slice(0, 3).map(v => { v /= 255; return v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4; });
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const behind = element => {
    const layers = [];
    for (let e = element; e; e = e.parentElement) {
      const c = rgba(getComputedStyle(e).backgroundColor);
      if (c[3] > 0) layers.push(c);
      if (c[3] === 1) break;
    }
    return layers.reverse().reduce((bottom, top) => over(top, bottom), [255, 255, 255]);
  };
  const stripe = text => {
    /* In the overview a text may stand on a stripe; else on what is behind the drawing. */
    const svg = text.closest('svg');
    const b = text.getBoundingClientRect();
    const on = [...svg.querySelectorAll('.stripe')].find(s => { const r = s.getBoundingClientRect(); return r.top < b.bottom && r.bottom > b.top; });
    return on ? rgba(getComputedStyle(on).fill) : behind(svg);
  };
  const poor = [];
  let checked = 0;
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const element = node.parentElement;
    if (!node.data.trim() || element.closest('script, style, noscript, title, .unseen, .skip, option')) continue;
    const box = element.getBoundingClientRect();
    if (box.width === 0 || box.height === 0) continue;
    const style = getComputedStyle(element);
    const inDrawing = element.namespaceURI.endsWith('svg');
    const ink = rgba(inDrawing ? style.fill : style.color);
    const ground = inDrawing ? stripe(element) : behind(element);
    const [a, b] = [luminance(over(ink, ground)), luminance(ground)].sort((x, y) => y - x);
    const ratio = (a + 0.05) / (b + 0.05);
    checked++;
    if (ratio < 4.5) poor.push(`${ratio.toFixed(2)} ${element.tagName}.${element.getAttribute('class')} "${node.data.trim().slice(0, 40)}"`);
  }
  return {checked, poor: [...new Set(poor)]};
})()
