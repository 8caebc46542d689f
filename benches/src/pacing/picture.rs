//! Both runs as a picture.

use super::{Job, LIMIT};
use std::fmt::Write;

const WIDTH: f64 = 840.0;
const HEIGHT: f64 = 150.0;
/// Seconds of one bar.
const BAR: f64 = 2.0;
/// For light and dark pages.
const STYLE: &str = "\
    .ground { fill: #ffffff } text { fill: #1f2328 } .axis { stroke: #59636e } .good { fill: #2f6f9f } .bad { fill: #c8382e } \
    @media (prefers-color-scheme: dark) { \
    .ground { fill: #0d1117 } text { fill: #f0f6fc } .axis { stroke: #9198a1 } .good { fill: #58a6ff } .bad { fill: #ff7b72 } }";

/// Two charts, one above the other, with the same axes.
pub(crate) fn draw(paced: &Job, unpaced: &Job) -> String {
    let seconds = (paced.took.max(unpaced.took) / 60.0).ceil() * 60.0;
    let (one, other) = (bars(paced, seconds), bars(unpaced, seconds));
    let most = one.iter().chain(&other).map(|(good, refused)| good + refused).max().unwrap_or(1).max(1);
    let mut svg = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 900 470\" role=\"img\" aria-labelledby=\"title description\" \
         font-family=\"system-ui, sans-serif\" font-size=\"13\">\n<title id=\"title\">A job that exceeds the rate limit, paced and \
         not</title>\n<desc id=\"description\">Requests over time. Paced: {}. Not paced: {}.</desc>\n<style>{STYLE}</style>\n\
         <rect class=\"ground\" width=\"900\" height=\"470\"/>\n",
        counts(paced),
        counts(unpaced),
    );
    for (top, name, job, bars) in [(40.0, "paced", paced, &one), (260.0, "not paced", unpaced, &other)] {
        let _ = write!(
            svg,
            "<text x=\"40\" y=\"{:.0}\"><tspan font-weight=\"bold\">{name}</tspan>: {}</text>\n\
             <g transform=\"translate(40 {top:.0})\">\n",
            top - 12.0,
            counts(job),
        );
        chart(&mut svg, bars, seconds, most);
        svg.push_str("</g>\n");
    }
    let _ = write!(
        svg,
        "<text x=\"40\" y=\"458\">requests in {BAR:.0} s: <tspan class=\"good\">answered</tspan>, \
         <tspan class=\"bad\">refused</tspan>; the org takes {LIMIT} a minute; seconds of the org</text>\n</svg>\n"
    );
    svg
}

/// What came of a job, in words.
fn counts(job: &Job) -> String {
    let (requests, refused, failed) = (job.seen.len(), job.refused(), job.failed);
    format!("{requests} requests, {refused} refused (429), {failed} calls failed, {:.0} s", job.took)
}

fn chart(svg: &mut String, bars: &[(usize, usize)], seconds: f64, most: usize) {
    let (across, up) = (WIDTH / seconds, HEIGHT / most as f64);
    for (at, (good, refused)) in bars.iter().enumerate() {
        let (left, width) = (at as f64 * BAR * across, BAR * across * 0.85);
        for (count, below, class) in [(*good, 0, "good"), (*refused, *good, "bad")] {
            if count > 0 {
                let (top, height) = (HEIGHT - (below + count) as f64 * up, count as f64 * up);
                let _ = writeln!(
                    svg,
                    "<rect class=\"{class}\" x=\"{left:.1}\" y=\"{top:.1}\" width=\"{width:.1}\" height=\"{height:.1}\"/>"
                );
            }
        }
    }
    let _ = writeln!(svg, "<path class=\"axis\" d=\"M0 0V{HEIGHT}H{WIDTH}\" fill=\"none\"/>");
    let _ = writeln!(svg, "<text x=\"-6\" y=\"10\" text-anchor=\"end\">{most}</text>");
    let mut minute = 0.0;
    while minute <= seconds {
        let (x, y) = (minute * across, HEIGHT + 18.0);
        let _ = writeln!(svg, "<text x=\"{x:.0}\" y=\"{y:.0}\" text-anchor=\"middle\">{minute:.0}</text>");
        minute += 60.0;
    }
}

/// For each bar, how many were answered and how many refused.
fn bars(job: &Job, seconds: f64) -> Vec<(usize, usize)> {
    let mut bars = vec![(0, 0); (seconds / BAR) as usize + 1];
    for seen in &job.seen {
        if let Some((good, refused)) = bars.get_mut((seen.second / BAR) as usize) {
            *(if seen.status == 429 { refused } else { good }) += 1;
        }
    }
    bars
}
