/*
 * Trend charts (components/chart.html): this year a line, last year a thin line, unfinished months hollow. SVG, so that
 * it prints sharply; the table stands beside it (看表格). Load vendor/echarts/echarts.min.js before this file.
 */
(function () {
  "use strict";

  function colour(name) {
    return getComputedStyle(document.documentElement).getPropertyValue(name).trim();
  }

  function grouped(value) {
    return value === null || value === undefined ? "未报" : Number(value).toLocaleString("en-US");
  }

  /* The words of a point: exact, and 未报 or <5 where there is no number to draw. */
  function words(point, which) {
    const text = point[which + "_text"];
    return text === undefined ? grouped(point[which]) : text || "–";
  }

  function options(data) {
    const ink = colour("--ink-600");
    const quiet = colour("--line-strong");
    const strong = colour("--teal-700");
    const font = colour("--font");
    return {
      animation: false,
      textStyle: { fontFamily: font, color: ink },
      grid: { left: 8, right: 16, top: 34, bottom: 4, containLabel: true },
      legend: { top: 0, left: 0, icon: "roundRect", itemWidth: 20, itemHeight: 3, textStyle: { color: ink }, data: [data.this_label, data.last_label] },
      // richText: the HTML kind writes style attributes, which the content policy refuses
      tooltip: {
        trigger: "axis",
        renderMode: "richText",
        formatter: function (series) {
          const point = data.points[series[0].dataIndex];
          return point.label + (point.finished ? "" : "（未完）") + "\n" + data.this_label + "  " + words(point, "this") + "\n" + data.last_label + "  " + words(point, "last");
        },
      },
      xAxis: {
        type: "category",
        boundaryGap: false,
        data: data.points.map(function (point) { return point.label; }),
        axisLine: { lineStyle: { color: quiet } },
        axisTick: { show: false },
        axisLabel: { color: ink },
      },
      yAxis: {
        type: "value",
        splitNumber: 4,
        minInterval: data.whole ? 1 : 0,
        axisLabel: { color: ink, formatter: grouped },
        splitLine: { lineStyle: { color: colour("--line-soft") } },
      },
      series: [
        {
          name: data.last_label, type: "line", symbol: "circle", symbolSize: 3, z: 1,
          lineStyle: { width: 1, color: quiet, type: "dashed" }, itemStyle: { color: quiet },
          data: data.points.map(function (point) { return point.last; }),
        },
        {
          name: data.this_label, type: "line", z: 2,
          lineStyle: { width: 2.5, color: strong }, itemStyle: { color: strong },
          data: data.points.map(function (point) {
            return { value: point.this, symbol: point.finished ? "circle" : "emptyCircle", symbolSize: point.finished ? 6 : 9 };
          }),
        },
      ],
    };
  }

  function draw(figure) {
    const source = document.getElementById(figure.dataset.source);
    const box = figure.querySelector(".chart__box");
    const table = figure.querySelector(".chart__table");
    const toggle = figure.querySelector(".chart__toggle");
    if (!source || !box || figure.dataset.drawn) return;
    figure.dataset.drawn = "yes";
    const data = JSON.parse(source.textContent);
    box.hidden = false;
    table.hidden = true;
    toggle.hidden = false;
    toggle.setAttribute("aria-expanded", "false");
    const chart = window.echarts.init(box, null, { renderer: "svg" });
    chart.setOption(options(data));
    chart.on("click", function (event) {
      const url = data.points[event.dataIndex].url;
      if (url && window.page.openDrawer) window.page.openDrawer(url);
    });
    toggle.addEventListener("click", function () {
      const toTable = table.hidden;
      table.hidden = !toTable;
      box.hidden = toTable;
      toggle.textContent = toTable ? "看图" : "看表格";
      toggle.setAttribute("aria-expanded", String(toTable));
      if (!toTable) chart.resize();
    });
    new ResizeObserver(function () { if (!box.hidden) chart.resize(); }).observe(box);
    window.addEventListener("beforeprint", function () { if (!box.hidden) chart.resize({ width: Math.min(box.clientWidth, 640) }); });
    window.addEventListener("afterprint", function () { if (!box.hidden) chart.resize({ width: "auto" }); });
  }

  function drawAll() {
    if (!window.echarts) return;
    for (const figure of document.querySelectorAll('[data-chart="trend"]')) draw(figure);
  }

  document.addEventListener("htmx:load", drawAll);
  document.addEventListener("drawer:loaded", drawAll);
  drawAll();
})();
