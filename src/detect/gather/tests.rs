//! Years, ISBNs, initials and the edges of mentions, in sentences with their titles between braces.

use super::imprint::Imprint;
use super::{initials, span_of};
use crate::detect::attribute::tests::{candidate, unbrace};
use crate::detect::propose::Candidate;
use crate::detect::view::View;

type Read = fn(&View<'_>, &[Candidate], &Candidate) -> String;

#[track_caller]
fn check(read: Read, cases: &[(&str, &str)]) {
    let got = |marked: &str| -> String {
        let (text, spans) = unbrace(marked);
        let view = View::new(&text);
        let titles: Vec<Candidate> = spans.iter().map(|&span| candidate(&view, span)).collect();
        titles.iter().map(|t| read(&view, &titles, t)).collect::<Vec<_>>().join(" | ")
    };
    let wrong: Vec<String> = cases
        .iter()
        .filter(|(marked, wanted)| got(marked) != *wanted)
        .map(|(marked, wanted)| format!("{marked}\n    wanted {wanted:?}\n    got    {:?}", got(marked)))
        .collect();
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

#[test]
fn years() {
    let year: Read =
        |view, titles, t| Imprint::new(view, titles.to_vec()).year(t).map(|y| y.to_string()).unwrap_or_default();
    check(
        year,
        &[
            ("*{Early Steam}* (1962) and *{Late Steam}*", "1962 | "),
            ("*{Early Steam}*, 1962.", "1962"),
            ("Ann Lee, *{Early Steam}* (New Haven, Conn.: Yale Univ. Press, 1972), 723.", "1972"),
            ("{Early Steam} by Ann Lee (Viking, 1962)", "1962"),
            ("1. Ann Lee. _{Early Steam}_. Routledge, 2016.", "2016"),
            ("Lee, A. (2004). {Early Steam}. MIT Press.", "2004"),
            ("Lee, Ann. {Early Steam}.\nOrr, J. (2007). {Late Steam}.", " | 2007"),
            ("Lee, Ann. {Early Steam}\nOrr, J. (2007). {Late Steam}.", " | 2007"),
            ("In his 1930 book {Early Steam} he says so.", "1930"),
            ("nothing like Leonard Arden's 1958 *{Early Steam}*.", "1958"),
            ("*{Early Steam}* is a 2001 novel by Ann Lee.", "2001"),
            ("*{Early Steam}* was published in 1957.", "1957"),
            ("He wrote a book called *{Early Steam}* in 1957.", "1957"),
            ("See *{Early Steam}* for what happened in 1914.", ""),
            ("*{Early Steam}* (Lee) ... 2021-03-25", ""),
            ("*{Omnibus}* was reprinted with *{Early Steam}* (2004)", " | 2004"),
        ],
    );
}

#[test]
fn isbns() {
    let isbn: Read = |view, titles, t| {
        Imprint::new(view, titles.to_vec()).isbn(t).map(|i| i.to_string().replace('-', "")).unwrap_or_default()
    };
    check(
        isbn,
        &[
            ("*{Early Steam}* (ISBN 978-0-14-044913-6)", "9780140449136"),
            ("{Early Steam}\n\nSome Edition\n\nISBN-13: 978-0140449136", "9780140449136"),
            ("[{Early Steam}](https://shop.org/x/dp/0140449132/ref=1)", "9780140449136"),
            ("[{Early Steam}](https://shop.org/x/dp/B000FC1234)", ""),
            ("{Early Steam} and {Late Steam}, ISBN 9780140449136", " | 9780140449136"),
            ("{Early Steam}, call 9780140449137 now", ""),
        ],
    );
}

#[test]
fn edges_of_mentions() {
    let span: Read = |view, _, t| span_of(view, t).map(|s| s.slice(view.text).to_owned()).unwrap_or_default();
    check(
        span,
        &[
            ("Read *{Who Goes There}?* now", "Who Goes There?"),
            ("do you know “{Trade and Freedom}?” Or not", "Trade and Freedom"),
            ("“{Who Moved It}?” is silly", "Who Moved It?"),
            ("* {Release It}! by Mike Nye", "Release It!"),
            ("I loved {Dune}! It is long.", "Dune"),
            ("*{Jump}!*, a novel", "Jump!"),
            ("{Emma}'s plot is thin", "Emma"),
            ("*{Schindler's}* is thin", "Schindler's"),
            ("“{Early Steam}.”", "Early Steam"),
        ],
    );
}

#[test]
fn initials_of_titles() {
    let spelt: Read = |view, _, t| {
        let word = view.text.rsplit(' ').next().unwrap_or("");
        initials::spells(view, t, word).to_string()
    };
    check(
        spelt,
        &[
            ("{The Art of Computer Programming} TAOCP", "true"),
            ("{Structure and Interpretation of Computer Programs} SICP", "true"),
            ("{The Lord of the Rings} LOTR", "true"),
            ("{Guns, Germs and Steel} GGS", "true"),
            ("{Guns, Germs and Steel} GS", "false"),
            ("{Guns, Germs and Steel} GGX", "false"),
        ],
    );
}
