/*
 * The map of a city beside its ranked bars (reports/_map.html): the same words, the same links. Shapes come from
 * data-shapes once; without them, or without scripts, the bars stand alone. One stop of the Tab key: arrows walk through
 * the units in the order of the bars, Enter opens. Load vendor/echarts/echarts.min.js before this file.
 */
(function () {
  "use strict";

  const SQUEEZE = 0.886; // cosine of the latitude of 怀化: a degree of longitude is that much shorter
  const RADIUS = 0.05; // of the circle that stands for a unit without boundaries, in degrees
  const POINTER = 0.5; // how far its pointer reaches on the way to its label
  const NARROW = 340; // a box of fewer px has smaller labels
  const PAPER = { width: 250, height: 330 }; // .map__box on paper, in px

  function colour(name) {
    return getComputedStyle(document.documentElement).getPropertyValue(name).trim();
  }

  function isPoint(shape) {
    return shape.geometry.type === "Point";
  }

  /* A point becomes a circle with a pointer to its label: shaded, marked and opened like every other unit. */
  function rounded(shape) {
    if (!isPoint(shape)) return shape;
    const centre = shape.geometry.coordinates;
    const aim = shape.properties.cp || centre;
    const towards = Math.atan2(aim[1] - centre[1], (aim[0] - centre[0]) * SQUEEZE);
    const ring = [];
    for (let step = 0; step <= 24; step += 1) {
      const angle = towards + ((step + 0.5) * Math.PI) / 12;
      ring.push([centre[0] + (RADIUS * Math.cos(angle)) / SQUEEZE, centre[1] + RADIUS * Math.sin(angle)]);
    }
    ring.splice(24, 0, [centre[0] + (aim[0] - centre[0]) * POINTER, centre[1] + (aim[1] - centre[1]) * POINTER]);
    return Object.assign({}, shape, { geometry: { type: "Polygon", coordinates: [ring] } });
  }

  function area(unit, isPicked) {
    const plain = unit.shade === "absent" || unit.shade === "none";
    const style = {
      areaColor: colour(plain ? "--surface" : "--shade-" + unit.shade),
      borderColor: colour(isPicked ? "--focus" : "--ink-600"),
      borderWidth: isPicked ? 5 : 1,
    };
    if (unit.shade === "absent") {
      style.decal = { color: colour("--line-strong"), dashArrayX: [1, 0], dashArrayY: [1, 6], rotation: -Math.PI / 4 };
    }
    return style;
  }

  /* Name and value on every unit; long values smaller, so that neighbours do not run into each other. */
  function labels(units, width) {
    const small = width < NARROW ? 2 : 0;
    const longest = Math.max.apply(null, units.map(function (unit) { return unit.text.length; }));
    const size = longest > 8 ? 10 : longest > 6 ? 12 : 14;
    const line = { align: "center", textBorderColor: colour("--surface"), textBorderWidth: 2, color: colour("--ink-900") };
    return {
      show: true,
      formatter: function (point) { return "{name|" + point.data.unit.name + "}\n{value|" + point.data.unit.text + "}"; },
      rich: {
        name: Object.assign({ fontSize: 12 - small, lineHeight: 14 - small }, line),
        value: Object.assign({ fontSize: size - small, lineHeight: size + 2 - small, fontWeight: 700 }, line),
      },
    };
  }

  function options(units, width, picked) {
    const label = labels(units, width);
    return {
      animation: false,
      textStyle: { fontFamily: colour("--font") },
      series: [{
        type: "map", map: "city", nameProperty: "adcode", aspectScale: SQUEEZE, preserveAspect: "contain",
        left: 2, right: 2, top: 2, bottom: 2, selectedMode: false,
        itemStyle: { areaColor: colour("--surface"), borderColor: colour("--line-strong") },
        label: { show: false },
        emphasis: { disabled: true }, // it would cover the labels of the neighbours
        data: units.map(function (unit, place) {
          return { name: unit.code, value: 0, unit: unit, itemStyle: area(unit, place === picked), label: label };
        }),
      }],
    };
  }

  function listen(figure, chart, units, mark) {
    const box = figure.querySelector(".map__box");
    const told = figure.querySelector(".map__told");
    const hint = told.textContent;
    const last = units.length - 1;
    let at = -1;

    function tell(place) {
      told.textContent = place < 0 ? hint : units[place].told;
    }

    function pick(place) {
      at = place;
      mark(at);
      tell(at);
    }

    function goal(key) {
      if (key === "ArrowDown" || key === "ArrowRight") return at < last ? at + 1 : 0;
      if (key === "ArrowUp" || key === "ArrowLeft") return at > 0 ? at - 1 : last;
      return { Home: 0, End: last, Escape: -1 }[key];
    }

    chart.on("mouseover", function (event) { if (event.data) tell(event.dataIndex); });
    chart.on("mouseout", function () { tell(at); });
    chart.on("click", function (event) {
      if (!event.data) return;
      const mouse = event.event.event;
      if (mouse.ctrlKey || mouse.metaKey) window.open(event.data.unit.url, "_blank", "noopener");
      else location.assign(event.data.unit.url);
    });
    box.addEventListener("blur", function () { pick(-1); });
    box.addEventListener("keydown", function (event) {
      if (event.altKey || event.ctrlKey || event.metaKey) return;
      const place = goal(event.key);
      if (place !== undefined) pick(place);
      else if (event.key === "Enter" && at >= 0) location.assign(units[at].url);
      else return;
      event.preventDefault();
    });
  }

  function draw(figure, shapes) {
    const box = figure.querySelector(".map__box");
    const known = new Set(shapes.features.map(function (shape) { return shape.properties.adcode; }));
    const units = JSON.parse(document.getElementById(figure.dataset.map).textContent).units
      .filter(function (unit) { return known.has(unit.code); });
    window.echarts.registerMap("city", Object.assign({}, shapes, { features: shapes.features.map(rounded) }));
    const chart = window.echarts.init(box, null, { renderer: "svg" });
    let picked = -1;

    function fit(paper) {
      chart.resize(paper || { width: "auto", height: "auto" });
      chart.setOption(options(units, paper ? paper.width : box.clientWidth, picked));
    }

    fit();
    listen(figure, chart, units, function (place) {
      picked = place;
      chart.setOption(options(units, box.clientWidth, picked));
    });
    new ResizeObserver(function () { fit(); }).observe(box);
    window.addEventListener("beforeprint", function () { fit(PAPER); });
    window.addEventListener("afterprint", function () { fit(); });
  }

  const figure = document.querySelector("[data-map]");
  if (!figure || !window.echarts) return;
  figure.hidden = false; // its place is kept while the shapes are on their way
  fetch(figure.dataset.shapes, { credentials: "same-origin" })
    .then(function (answer) { return answer.ok ? answer.json() : null; })
    .catch(function () { return null; })
    .then(function (shapes) {
      if (shapes) draw(figure, shapes);
      else figure.hidden = true;
    });
})();
