//! Prose, titles and names from a seed: the same on every machine.

use std::fs::File;
use std::io::{self, BufWriter, Write};
use std::path::Path;

/// Words that make up half of all prose.
const SMALL: &[&str] = &[
    "the", "of", "and", "to", "a", "in", "that", "is", "it", "for", "was", "on", "as", "with", "be", "you", "not",
    "this", "have", "but", "they", "from", "or", "are", "at", "by", "an", "we", "so", "if", "there", "what", "about",
    "which", "when", "more", "one", "would", "all", "their", "has", "some", "just", "like", "than", "them", "into",
    "only", "over", "then", "it's", "don't", "people", "think", "because", "really", "good", "time", "know", "way",
    "even", "much", "most",
];
const SYLLABLES: &[&str] = &[
    "ba", "cor", "den", "el", "fin", "gar", "hol", "is", "jun", "kel", "lan", "mor", "nel", "or", "pen", "quil", "ran",
    "sol", "tan", "ul", "ver", "wil", "yor", "zen", "ster", "ing", "ton", "field", "ment", "ber",
];

/// A small generator of numbers (an LCG); good enough for words.
struct Dice(u64);

impl Dice {
    fn below(&mut self, n: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % n
    }

    /// A made-up word; small numbers are frequent, as in any language.
    fn word(&mut self) -> String {
        let number = self.below(40) * self.below(40) * self.below(40) / 4;
        spell(number)
    }

    fn name(&mut self) -> String {
        capital(&spell(20_000 + self.below(4000)))
    }

    fn title(&mut self) -> String {
        let mut title = String::new();
        for at in 0..2 + self.below(4) {
            title.push_str(match at {
                0 => "",
                2 if self.below(2) == 0 => " of the ",
                _ => " ",
            });
            title.push_str(&capital(&self.word()));
        }
        if self.below(3) == 0 { format!("The {title}") } else { title }
    }
}

fn spell(mut number: usize) -> String {
    let mut word = String::new();
    loop {
        word.push_str(SYLLABLES[number % SYLLABLES.len()]);
        number /= SYLLABLES.len();
        if number == 0 {
            return word;
        }
    }
}

fn capital(word: &str) -> String {
    let (first, rest) = word.split_at(1);
    first.to_ascii_uppercase() + rest
}

/// So many titles, each with a family name.
pub fn titles(count: usize, mut each: impl FnMut(&str, &str)) {
    let mut dice = Dice(5);
    for _ in 0..count {
        let (title, name) = (dice.title(), dice.name());
        each(&title, &name);
    }
}

/// JSON Lines of about so many bytes.
pub fn write(path: &Path, bytes: usize) -> io::Result<()> {
    let mut out = BufWriter::new(File::create(path)?);
    let mut dice = Dice(11);
    let mut written = 0;
    for id in 0.. {
        let mut text = String::new();
        for _ in 0..1 + dice.below(5) {
            for _ in 0..1 + dice.below(6) {
                sentence(&mut dice, &mut text);
            }
            text.push_str("\\n\\n");
        }
        let line = format!("{{\"id\":\"{id}\",\"text\":\"{text}\"}}\n");
        out.write_all(line.as_bytes())?;
        written += line.len();
        if written >= bytes {
            break;
        }
    }
    out.flush()
}

fn sentence(dice: &mut Dice, out: &mut String) {
    let length = 6 + dice.below(20);
    // One sentence in fifty names a book, one word in thirty is a name.
    let book = (dice.below(50) == 0).then(|| 1 + dice.below(length - 1));
    for at in 0..length {
        let word = match dice.below(60) {
            0..=1 => dice.name(),
            2..=30 => SMALL[dice.below(SMALL.len())].to_owned(),
            _ => dice.word(),
        };
        out.push_str(&if at == 0 { capital(&word) } else { word });
        if book == Some(at) {
            let (title, given, family) = (dice.title(), ["Anna", "Peter", "Maria"][dice.below(3)], dice.name());
            out.push_str(&format!(" {title} by {given} {family}"));
        }
        if at + 1 < length {
            out.push_str(if dice.below(14) == 0 { ", " } else { " " });
        }
    }
    out.push_str(["? ", "! ", ". ", ". ", ". ", ". "][dice.below(6)]);
}
