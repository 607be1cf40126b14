//! What rendering costs: so many made-up books, the same ones every time, in a style or in a format of data.
//!
//! `cargo bench --bench rendering -- 10000 apa` renders them; `-- 10000 csl-json FILE` writes them for other programs.

#![expect(clippy::print_stdout, reason = "a bench says what it measured")]

use std::time::Instant;

use reading_list::bibliography::{Options, OutputFormat, StyledFormat, write};
use reading_list::library::{Entry, Standing};
use reading_list::model::{
    Book, CitationKey, Confidence, Contributor, Date, Edition, Name, Provenance, Role, Series, Title, Work,
};

/// Numbers that look random and are the same in every run (xorshift).
struct Dice(u64);

impl Dice {
    fn below(&mut self, n: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 % u64::try_from(n).unwrap_or(1)).unwrap_or(0)
    }

    fn pick<'a>(&mut self, all: &[&'a str]) -> &'a str {
        all[self.below(all.len())]
    }
}

const STARTS: [&str; 24] = [
    "Al", "Ber", "Car", "Dob", "El", "Fran", "Gar", "Hol", "Ir", "Jan", "Kel", "Lam", "Mor", "Nov", "Or", "Pet",
    "Quin", "Ros", "Sal", "Tol", "Ul", "Var", "Wil", "Zim",
];
const ENDS: [&str; 20] = [
    "berg", "den", "er", "field", "ham", "in", "kin", "land", "man", "nik", "o", "ova", "quist", "ri", "sen", "son",
    "stein", "ton", "ward", "ys",
];
const GIVEN: [&str; 16] = [
    "Ada", "Boris", "Carla", "David", "Emma", "Fritz", "Grace", "Hugo", "Ines", "John", "Karl", "Lena", "Maria",
    "Nina", "Otto", "Paul",
];
const PARTICLES: [&str; 4] = ["van", "de", "von", "van der"];
const NOUNS: [&str; 24] = [
    "History",
    "Art",
    "War",
    "Peace",
    "Structure",
    "Theory",
    "Origin",
    "Spirit",
    "Politics",
    "Language",
    "Music",
    "City",
    "Nature",
    "Reason",
    "Memory",
    "Power",
    "Science",
    "Law",
    "Faith",
    "Labour",
    "Money",
    "Land",
    "Sea",
    "Time",
];
const PLACES: [&str; 8] = ["London", "New York", "Berlin", "Paris", "Moscow", "Chicago", "Oxford", "Leiden"];
const PUBLISHERS: [&str; 6] =
    ["Penguin", "Oxford University Press", "Simon & Schuster", "Verso", "Springer", "Faber and Faber"];

fn name(dice: &mut Dice) -> Option<Name> {
    let family = format!("{}{}", dice.pick(&STARTS), dice.pick(&ENDS));
    let particle = if dice.below(12) == 0 { format!("{} ", dice.pick(&PARTICLES)) } else { String::new() };
    Name::parse(&format!("{} {particle}{family}", dice.pick(&GIVEN)))
}

fn people(dice: &mut Dice, role: Role, count: usize) -> Vec<Contributor> {
    (0..count).filter_map(|_| Some(Contributor { name: name(dice)?, role })).collect()
}

fn entry(number: usize, dice: &mut Dice) -> Option<Entry> {
    let title =
        format!("The {} of {}: A {} of {}", dice.pick(&NOUNS), dice.pick(&NOUNS), dice.pick(&NOUNS), dice.pick(&NOUNS));
    let mut work = Work::titled(Title::parse(&title)?);
    let (role, count) = (if dice.below(10) == 0 { Role::Editor } else { Role::Author }, 1 + dice.below(3));
    work.contributors = people(dice, role, count);
    let year = 1900 + i64::try_from(dice.below(120)).ok()?;
    work.first_published = Date::year(year);
    work.language = "en".parse().ok();
    let translators = usize::from(dice.below(5) == 0);
    let edition = Edition {
        contributors: people(dice, Role::Translator, translators),
        issued: Date::year(year + i64::try_from(dice.below(20)).ok()?),
        publisher: Some(dice.pick(&PUBLISHERS).to_owned()),
        place: Some(dice.pick(&PLACES).to_owned()),
        series: (dice.below(6) == 0)
            .then(|| Series { title: "Studies in History".to_owned(), number: Some(number.to_string()) }),
        ..Edition::default()
    };
    Some(Entry {
        key: format!("book{number}").parse::<CitationKey>().ok()?,
        aliases: Vec::new(),
        book: Book { work, edition: Some(edition) },
        provenance: Provenance::default(),
        standing: Standing::Found,
        confidence: Confidence::CERTAIN,
        cited_in: Vec::new(),
        status: None,
        reads: Vec::new(),
        tags: Vec::new(),
        note: None,
    })
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).filter(|a| a != "--bench").collect();
    let count: usize = arguments.first().map_or(Ok(1000), |n| n.parse())?;
    let how = arguments.get(1).map_or("apa", String::as_str);
    let mut dice = Dice(0x5EED_1234_ABCD_0001);
    let entries: Vec<Entry> = (0..count).filter_map(|number| entry(number, &mut dice)).collect();
    let start = Instant::now();
    let text = match how.parse::<OutputFormat>() {
        Ok(format) => write(&entries, format, &Options::default())?,
        Err(_) => {
            let options = Options { style: how.to_owned(), ..Options::default() };
            write(&entries, OutputFormat::Styled(StyledFormat::Text), &options)?
        }
    };
    println!("{} entries, {how}: {} bytes in {:.3} s", entries.len(), text.len(), start.elapsed().as_secs_f64());
    if let Some(path) = arguments.get(2) {
        std::fs::write(path, text)?;
    }
    Ok(())
}
