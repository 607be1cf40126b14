//! Debug: candidates of stdin with scores.
use reading_list::detect::{self, View, features, score, score::Weights};
use reading_list::pipeline;
fn main() {
    let text = std::io::read_to_string(std::io::stdin()).unwrap();
    let view = View::new(&text);
    let g = pipeline::gazetteer();
    let o = detect::observe(&view, g);
    let w = Weights::builtin();
    let s1: Vec<f32> = o.candidates.iter().zip(&o.seen).map(|(c, s)| w.score(0, c.group, s)).collect();
    let p1 = score::probabilities(&o.candidates, &s1, view.tokens.len());
    let mut seen = o.seen.clone();
    detect::observe_again(&view, &o.candidates, &p1, &mut seen);
    let s2: Vec<f32> = o.candidates.iter().zip(&seen).map(|(c, s)| w.score(1, c.group, s)).collect();
    let p2 = score::probabilities(&o.candidates, &s2, view.tokens.len());
    for (i, c) in o.candidates.iter().enumerate() {
        if p2[i] < 0.02 && p1[i] < 0.02 && std::env::args().len() < 2 {
            continue;
        }
        println!("{:.2} {:.2} {:?} [{}]", p1[i], p2[i], c.group, view.slice(c.first, c.end));
        let mut ev: Vec<(f32, &str)> =
            seen[i].0.iter().map(|&f| (w.of(1, c.group, f), features::name(f as usize))).collect();
        ev.sort_by(|a, b| b.0.abs().total_cmp(&a.0.abs()));
        println!("      {}", ev.iter().take(14).map(|(w, n)| format!("{n}{w:+.1}")).collect::<Vec<_>>().join(" "));
    }
}
