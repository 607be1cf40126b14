//! Lines as Open Library's dumps have them, made up; the same seed gives the same lines.
//!
//! How many editions a work has, and how often an author is named, falls off as it does in the real dumps: most have one, a
//! few have hundreds.

use std::io::{self, Write};

use fastrand::Rng;

#[rustfmt::skip]
const WORDS: &[&str] = &[
    "river", "garden", "history", "winter", "theory", "island", "letters", "machine", "silence", "mountain", "night", "science", "daughter", "empire",
    "shadow", "language", "house", "music", "war", "stone", "memory", "ocean", "city", "forest", "light", "journey", "art", "kingdom", "glass", "harvest",
    "philosophy", "economics", "algebra", "birds", "cooking", "railways", "poems", "essays", "introduction", "handbook", "atlas", "grammar", "evolution", "society",
];
const ELSEWHERE: &[&str] = &[
    "Зимний сад",
    "История города",
    "夜の庭",
    "歴史入門",
    "المدينة القديمة",
    "Die Brücke am Fluß",
    "L'été étranger",
    "Η πόλη",
];
const GIVEN: &[&str] =
    &["Ann", "John", "Maria", "Wei", "Olga", "Pierre", "Fatima", "Karl", "Ingrid", "José", "Mary Jane", "A. B."];
const SYLLABLES: &[&str] =
    &["ber", "lin", "mar", "ko", "sen", "ta", "vich", "har", "dell", "wood", "ros", "ni", "gard", "el", "ston", "fi"];
const PUBLISHERS: &[&str] =
    &["Penguin", "Bernan Press", "Clarendon Press", "Suhrkamp", "Gallimard", "Academic Press", "s.n."];
const LANGUAGES: &[&str] = &["eng", "eng", "eng", "eng", "ger", "fre", "spa", "rus", "jpn", "ara", "und"];

/// How many of what.
#[derive(Clone, Copy)]
pub struct Size {
    pub works: u64,
    pub authors: u64,
    pub editions: u64,
}

/// One of a million, a few of one: the number is small more often than not.
fn skewed(random: &mut Rng, most: u64) -> u64 {
    let spread = random.f64().powi(6);
    ((most as f64 * spread) as u64).min(most.saturating_sub(1)) + 1
}

fn text(text: &str) -> String {
    // As the dumps have it: everything beyond ASCII is escaped.
    let escape = |unit: u16| format!("\\u{unit:04x}");
    let letter = |c: char| match c {
        '"' | '\\' => format!("\\{c}"),
        c if c.is_ascii() => c.to_string(),
        c => c.encode_utf16(&mut [0; 2]).iter().map(|unit| escape(*unit)).collect(),
    };
    text.chars().map(letter).collect()
}

/// The title of the work with this number, the same wherever it is asked for.
pub fn title(seed: u64, work: u64) -> String {
    let mut random = Rng::with_seed(seed ^ work.wrapping_mul(0x9e37_79b9));
    if random.u8(..) < 12 {
        return format!("{} {}", ELSEWHERE[random.usize(..ELSEWHERE.len())], work % 997);
    }
    let words = 1 + random.usize(..3) + random.usize(..3);
    let mut words: Vec<String> = (0..words).map(|_| WORDS[random.usize(..WORDS.len())].to_owned()).collect();
    if words.len() > 1 && random.bool() {
        words.insert(1, ["of", "and", "in the"][random.usize(..3)].to_owned());
    }
    if random.u8(..) < 200 {
        words.push(name(seed, work % 100_000));
    }
    let joined = words.join(" ");
    let mut letters = joined.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}

fn name(seed: u64, author: u64) -> String {
    let mut random = Rng::with_seed(seed ^ author.wrapping_mul(0x51_7cc1));
    let family: String = (0..2 + random.usize(..2)).map(|_| SYLLABLES[random.usize(..SYLLABLES.len())]).collect();
    family.chars().next().map(|first| first.to_uppercase().to_string() + &family[1..]).unwrap_or_default()
}

/// The name of the author with this number.
pub fn author(seed: u64, author: u64) -> String {
    format!("{} {}", GIVEN[(author % GIVEN.len() as u64) as usize], name(seed, author))
}

const DATE: &str = "2010-04-24T17:54:01.503315";

fn line(out: &mut dyn Write, kind: &str, key: &str, revision: u32, fields: &str) -> io::Result<()> {
    writeln!(
        out,
        "/type/{kind}\t{key}\t{revision}\t{DATE}\t{{{fields}\"latest_revision\": {revision}, \"key\": \"{key}\", \"type\": {{\"key\": \
         \"/type/{kind}\"}}, \"last_modified\": {{\"type\": \"/type/datetime\", \"value\": \"{DATE}\"}}, \"revision\": {revision}}}"
    )
}

/// Authors, a few of them moved to another key.
pub fn authors(seed: u64, size: Size, out: &mut dyn Write) -> io::Result<()> {
    for number in 1..=size.authors {
        let key = format!("/authors/OL{number}A");
        if number % 211 == 0 {
            line(out, "redirect", &key, 2, &format!("\"location\": \"/authors/OL{}A\", ", number - 1))?;
        } else {
            let name = text(&author(seed, number));
            line(out, "author", &key, 1, &format!("\"name\": \"{name}\", \"personal_name\": \"{name}\", "))?;
        }
    }
    Ok(())
}

/// Works, a few moved, deleted, written twice, huge, or without author or title.
pub fn works(seed: u64, size: Size, out: &mut dyn Write) -> io::Result<()> {
    let mut random = Rng::with_seed(seed);
    for number in 1..=size.works {
        let key = format!("/works/OL{number}W");
        let other = format!("\"location\": \"/works/OL{}W\", ", number - 1);
        match number % 1009 {
            0 => line(out, "redirect", &key, 3, &other)?,
            1 if number > 1 => line(out, "delete", &key, 2, "")?,
            kind => {
                let author = skewed(&mut random, size.authors);
                let by = format!(
                    "\"authors\": [{{\"type\": {{\"key\": \"/type/author_role\"}}, \"author\": {{\"key\": \"/authors/OL{author}A\"}}}}], "
                );
                let by = if random.u8(..) < 8 { String::new() } else { by };
                let title = text(&title(seed, number));
                let title = if kind == 2 { String::new() } else { format!("\"title\": \"{title}\", ") };
                let subjects =
                    if random.bool() { "\"subjects\": [\"Fiction\", \"History\", \"Accessible book\"], " } else { "" };
                let huge = if kind == 3 && random.u8(..) < 32 {
                    format!("\"description\": \"{}\", ", "words ".repeat(20_000))
                } else {
                    String::new()
                };
                let created = format!("\"created\": {{\"type\": \"/type/datetime\", \"value\": \"{DATE}\"}}, ");
                line(out, "work", &key, 2, &format!("{title}{created}{by}{subjects}{huge}"))?;
                if kind == 4 {
                    line(out, "work", &key, 3, &format!("{title}{by}"))?;
                }
            }
        }
    }
    Ok(())
}

/// Editions, some without work, date, language or ISBN.
pub fn editions(seed: u64, size: Size, out: &mut dyn Write) -> io::Result<()> {
    let mut random = Rng::with_seed(seed + 1);
    for number in 1..=size.editions {
        // Every work has one, more or less; the rest are of the best known.
        let work = if number <= size.works { number } else { skewed(&mut random, size.works) };
        let mut fields = format!(
            "\"publishers\": [\"{}\"], \"title\": \"{}\", ",
            PUBLISHERS[random.usize(..PUBLISHERS.len())],
            text(&title(seed, work))
        );
        if random.u8(..) < 90 {
            fields.push_str("\"subtitle\": \"a study in several parts\", ");
        }
        if random.u8(..) > 10 {
            fields.push_str(&format!("\"works\": [{{\"key\": \"/works/OL{work}W\"}}], "));
        }
        if random.u8(..) > 20 {
            fields.push_str(&format!(
                "\"publish_date\": \"{}{}\", ",
                ["", "June ", "c"][random.usize(..3)],
                1880 + random.u32(..140)
            ));
        }
        if random.u8(..) > 40 {
            fields.push_str(&format!(
                "\"languages\": [{{\"key\": \"/languages/{}\"}}], ",
                LANGUAGES[random.usize(..LANGUAGES.len())]
            ));
        }
        if random.bool() {
            fields.push_str(&format!(
                "\"isbn_13\": [\"{}\"], \"physical_format\": \"Hardcover\", \"number_of_pages\": {}, ",
                isbn(number),
                random.u32(20..900)
            ));
        }
        line(out, "edition", &format!("/books/OL{number}M"), 4, &fields)?;
    }
    Ok(())
}

/// A number with a right check digit.
pub fn isbn(number: u64) -> String {
    let digits = format!("978{number:09}");
    let sum: u32 =
        digits.bytes().enumerate().map(|(at, digit)| u32::from(digit - b'0') * if at % 2 == 0 { 1 } else { 3 }).sum();
    format!("{digits}{}", (10 - sum % 10) % 10)
}
