//! The paired differences as a picture.

use super::report::Run;

const WIDTH: f64 = 860.0;
const LEFT: f64 = 230.0;
const ROW: f64 = 22.0;
const TOP: f64 = 46.0;

/// Returns an SVG: for each class the quartiles of its differences, and the 99 % interval of the
/// median, with the bounds. Planted mistakes that lie beyond the picture are arrows.
pub fn svg(run: &Run) -> String {
    let micros = |nanos: f64| nanos / 1_000.0;
    let bound = micros(run.bound);
    let most = bound * 4.0;
    let scale = (WIDTH - LEFT - 20.0) / (2.0 * most);
    let x = |value: f64| LEFT + (value.clamp(-most, most) + most) * scale;
    let height = TOP + ROW * run.lines.len() as f64 + 34.0;
    let bottom = height - 30.0;
    let mut svg = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {WIDTH} {height}\" font-family=\"system-ui, sans-serif\" font-size=\"12\">\n\
         <style>text{{fill:#333}}.axis{{stroke:#999}}.within{{fill:#2a7d4f;fill-opacity:.13}}.quartiles{{fill:#4a78b8;fill-opacity:.7}}.median{{stroke:#12335f;stroke-width:3}}\
         .planted{{fill:#c0562f;fill-opacity:.7}}.far{{stroke:#7d2f12;stroke-width:3}}\
         @media (prefers-color-scheme:dark){{text{{fill:#ddd}}.within{{fill:#5fd392;fill-opacity:.2}}.median{{stroke:#bcd6ff}}.far{{stroke:#ffc4ad}}}}</style>\n\
         <text x=\"10\" y=\"20\" font-size=\"14\">Signing in, {}: how much longer than \"known, wrong password\", microseconds</text>\n\
         <rect class=\"within\" x=\"{}\" y=\"{}\" width=\"{}\" height=\"{}\"/>\n",
        run.engine.name(),
        x(-bound),
        TOP - 12.0,
        x(bound) - x(-bound),
        bottom - TOP + 12.0,
    );
    for tick in [-most, -bound, 0.0, bound, most] {
        svg.push_str(&format!(
            "<line class=\"axis\" x1=\"{0}\" x2=\"{0}\" y1=\"{1}\" y2=\"{2}\"/><text x=\"{0}\" y=\"{3}\" text-anchor=\"middle\">{tick:.0}</text>\n",
            x(tick), TOP - 12.0, bottom, bottom + 16.0,
        ));
    }
    for (at, line) in run.lines.iter().enumerate() {
        let y = TOP + ROW * at as f64;
        let summary = &line.summary;
        let (low, high) = (micros(summary.quartiles.0), micros(summary.quartiles.1));
        let (fill, stroke) = if line.is_control {
            ("planted", "far")
        } else {
            ("quartiles", "median")
        };
        svg.push_str(&format!(
            "<text x=\"10\" y=\"{}\">{}</text>\n",
            y + 5.0,
            line.name.replace('&', "&amp;").replace('<', "&lt;")
        ));
        if micros(summary.median).abs() > most {
            let (tip, sign) = if summary.median > 0.0 {
                (WIDTH - 20.0, "\u{25b6}")
            } else {
                (LEFT + 70.0, "\u{25c0}")
            };
            let anchor = if summary.median > 0.0 { "end" } else { "start" };
            svg.push_str(&format!(
                "<text x=\"{tip}\" y=\"{}\" text-anchor=\"{anchor}\">{sign} {:.0}</text>\n",
                y + 5.0,
                micros(summary.median)
            ));
            continue;
        }
        svg.push_str(&format!(
            "<rect class=\"{fill}\" x=\"{}\" y=\"{}\" width=\"{}\" height=\"10\"/><line class=\"{stroke}\" x1=\"{}\" x2=\"{}\" y1=\"{1}\" y2=\"{}\"/>\n",
            x(low), y - 4.0, (x(high) - x(low)).max(1.0), x(micros(summary.median)), x(micros(summary.median)), y + 6.0,
        ));
        svg.push_str(&format!(
            "<line class=\"{stroke}\" x1=\"{}\" x2=\"{}\" y1=\"{y}\" y2=\"{y}\"/>\n",
            x(micros(summary.low)),
            x(micros(summary.high)) + 1.0,
        ));
    }
    svg.push_str("</svg>\n");
    svg
}
