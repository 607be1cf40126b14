//! Sentences with their titles between braces, and who wrote them by these sentences.

use super::{Attributor, read_name};
use crate::detect::context::Context;
use crate::detect::gazetteer::Empty;
use crate::detect::propose::{Candidate, Group};
use crate::detect::view::View;

/// Takes the braces out; gives the text and the bytes that stood between them.
pub fn unbrace(marked: &str) -> (String, Vec<(usize, usize)>) {
    let (mut text, mut spans, mut open) = (String::new(), Vec::new(), 0);
    for c in marked.chars() {
        match c {
            '{' => open = text.len(),
            '}' => spans.push((open, text.len())),
            c => text.push(c),
        }
    }
    (text, spans)
}

/// The words between two bytes, as a title.
pub fn candidate(view: &View<'_>, (start, end): (usize, usize)) -> Candidate {
    let at = |byte: usize| view.tokens.partition_point(|t| (t.start as usize) < byte);
    Candidate { first: at(start), end: at(end), group: Group::Plain }
}

fn authors_of(marked: &str) -> String {
    let (text, spans) = unbrace(marked);
    let view = View::new(&text);
    let titles: Vec<Candidate> = spans.iter().map(|&span| candidate(&view, span)).collect();
    let context = Context::new(&view, &Empty);
    let attributor = Attributor { context: &context, titles: &titles };
    let of = |title: &Candidate| -> String {
        let names = attributor.authors(title).names;
        let read = names.iter().filter_map(|&(a, b)| read_name(&view, a, b)).map(|n| n.to_string());
        read.collect::<Vec<_>>().join(" + ")
    };
    titles.iter().map(of).collect::<Vec<_>>().join(" | ")
}

/// The authors of all titles in order, parted by ` | `; those of one title by ` + `.
#[track_caller]
fn check(cases: &[(&str, &str)]) {
    let wrong: Vec<String> = cases
        .iter()
        .map(|(marked, wanted)| (marked, wanted, authors_of(marked)))
        .filter(|(_, wanted, got)| *wanted != got)
        .map(|(marked, wanted, got)| format!("{marked}\n    wanted {wanted:?}\n    got    {got:?}"))
        .collect();
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

#[test]
fn by_lines() {
    check(&[
        ("I loved {The Salt Road} by Jane Harper.", "Jane Harper"),
        ("Try *{The Salt Road}* by Christian Weller, it is short.", "Christian Weller"),
        ("\"{Early Steam}\" by A. David Munro and Giles Pratt: a fine start.", "A. David Munro + Giles Pratt"),
        ("\"{Early Steam}\" by James S. A. Munro - old but good", "James S. A. Munro"),
        ("*{Early Steam}* (1962), by Ana Ruiz, Tom Hale, and Eva Lund.", "Ana Ruiz + Tom Hale + Eva Lund"),
        ("See \"{Early Steam}\" (by Fred Mosley) for more.", "Fred Mosley"),
        ("*{Early Steam}*, edited by Nora Finch, is dull.", "Nora Finch"),
        ("*{Early Steam}*, translated by Nora Finch, is dull.", ""),
        ("*{Early Steam}* was published by Hollow Press.", ""),
        ("*{Early Steam}* was written by the French economist Paul Reynard.", "Paul Reynard"),
        ("[{Early Steam}](http://e.org/x) by professor Richard Amis", "Richard Amis"),
        ("*{Early Steam}* by Dr. Laura Amis is next.", "Laura Amis"),
        ("**{Castles and Forts}** by QED Books. A superb way to learn.", "QED Books"),
        ("I read \"{Early Steam}\" by Brand and Anders (http://e.org).", "Brand + Anders"),
        ("{Early Steam} by Connor, and Kranz's {Road to Work}", "Connor | Kranz"),
        ("{Compilers}: Aho, Sethi, Ullman", "Aho + Sethi + Ullman"),
        ("{An Introduction} by C.J. Date\n{Transaction Processing} by Gray and Reuter", "C.J. Date | Gray + Reuter"),
        ("I'll go with {Piranesi} by Susanna Clark and Prussian Blue by Philip Kerr", "Susanna Clark"),
        ("{House of Suns} - sci-fi novel by Allan Rey.", "Allan Rey"),
        ("{Empire} by Keith Houston\nDartmouth Workshop", "Keith Houston"),
        ("so it is *{Legacy}* by Michael Feather.Download this", "Michael Feather"),
        ("{The Clean One} (Robert C. Mart Series)", ""),
        ("I read “{The Brain}.” by Dr. Helen Herman.", "Helen Herman"),
        ("{Early Steam} - Alex Rein.\n{Late Steam} (1831) - Lorna Wass.", "Alex Rein | Lorna Wass"),
        ("{Eat That Frog}!, Brian Tracy (audio)", "Brian Tracy"),
        ("{Impro}! By Keith John", "Keith John"),
        ("{Dune} by Herb, {Ring} by Wein", "Herb | Wein"),
        ("I liked *{Ember}* and *{Ash}*, both by Osamu Tanaka.", "Osamu Tanaka | Osamu Tanaka"),
        ("\"{Guy Marchand}\" from Anselm Jarry is a good account.", "Anselm Jarry"),
        ("*{El mar quieto}* de Ana María Ruiz es precioso.", "Ana María Ruiz"),
        ("„{Das stille Haus}“ von Karl Brandt ist kurz.", "Karl Brandt"),
        ("Leggo *{La casa muta}* di Carlo Bassi.", "Carlo Bassi"),
    ]);
}

#[test]
fn references() {
    check(&[
        ("Klaus Weidner, *{Iron Dreams}* (or something like it)", "Klaus Weidner"),
        ("quoted in Leo Beth, *{The Long Creed}* (Nashville, TN: Broad Press, 1987), 450.", "Leo Beth"),
        ("for a history, see Brent Granger, *{In the Field}* (New York: Walker, 2008).", "Brent Granger"),
        ("[^17]: Kaufhold, *{The Mastery of Stone}*, 147.", "Kaufhold"),
        ("59; Hanafy, *{The Machine Within}*, 76; Dale and Parker, *{Orders}*, 280.", "Hanafy | Dale + Parker"),
        ("Hoogland, Ari Arthur( 1982) *{Out of Office}*", "Ari Arthur Hoogland"),
        ("**Dorish, P. (2004). {Where It Happens}. MIT Press.**", "P. Dorish"),
        ("1. Jan Cole-Cruz. _{Street shows}_. Cambridge Univ Press, 1998.", "Jan Cole-Cruz"),
        ("1: Heng (*{Making Kinds}*, 185) takes it from Deville (*{Painted Kings}*).", "Heng | Deville"),
        ("The best on this is Hasok Cheng (_{Making Heat}_, Oxford University Press, 2004).", "Hasok Cheng"),
        ("(same as Solnes, \"{A Garden in Hell}\")", "Solnes"),
        ("Samuel Meriton, et al., *{Two Biographies}* (NY, Hill and Wang, 1987)", "Samuel Meriton"),
        ("EF Schumann: {Little Is Lovely}", "EF Schumann"),
        ("Link: [{Short Answers}](http://e.org)", ""),
        ("*   Southern School: [_{The Politics of Verse}_](http://e.org), Mark Jankovic", "Mark Jankovic"),
        ("**{Génération X}** (Fayard) et {Le Club} (Plon, 2010)", " | "),
        ("*{Manse and Pulpit}* (Bethel Press, 1910) is helpful.", ""),
        ("{Java in Brief} - O'Reilly Media", ""),
        ("* French theory: [_{A History}_](http://e.org) I & II, Francoise Dosser", "Francoise Dosser"),
        ("[{Java in Brief}: Ben Evers, David Flint: 9781492037255: Shop](http://e.org)", "Ben Evers + David Flint"),
        ("Joyce Carol Otis *{On Rowing}* was good.", "Joyce Carol Otis"),
        ("{The Long Gap} (Marilyn Roberts, 2004)", "Marilyn Roberts"),
    ]);
}

#[test]
fn possessives() {
    check(&[
        ("Marlowe's *{Dark Water}*", "Marlowe"),
        ("Beamer and Booth's (eds.) *{Kant Today}* and Harris' (ed.) *{Theory}*", "Beamer + Booth | Harris"),
        ("Bob Altman's political psychology for average readers *{The Strict}*", "Bob Altman"),
        ("I enjoyed *{Odyssey},* Michael Bennet's recounting of the voyage.", "Michael Bennet"),
        ("Owens's edited volume with Mary Hughes and others, *{Secret Guilds}*", "Owens + Mary Hughes"),
        ("Ibn Sura's (Avisor) *{Book of Cures}* and *{Canon of Health}*", "Ibn Sura | Ibn Sura"),
        ("in the *Journal of the Old Days*, or Edward Barton's recent *{Half Told}*", "Edward Barton"),
        ("a Robert Caron book _{The Broker}_ and more", "Robert Caron"),
        ("Я прочитал книгу Стива Маконнела \"{Полный код}\".", "Стив Маконнел"),
        ("роман Анны Ветровой «{Снег}»", "Анна Ветрова"),
    ]);
}

#[test]
fn pronouns() {
    check(&[
        ("Joan Copeland responded to Butler in her 1994 book {Read My Mind}.", "Joan Copeland"),
        ("But Beisner's chapter on Fichte in his *{German Thought}* is good.", "Beisner"),
        ("In his book {When Two Met}, the historian Matthew Restow has a passage.", "Matthew Restow"),
        (
            "Alan Soka and the mathematician Jean Brick use Newton's laws in their book *{Nonsense}*.",
            "Alan Soka + Jean Brick",
        ),
        (
            "Milton Freed was great. His book *{A History}* alone (joint with Anna Schwarz) is epic.",
            "Milton Freed + Anna Schwarz",
        ),
        (
            "Kenji Ishida is kind. Several of his novels, such as \"{The Rest}\" and \"{An Artist},\" are historical.",
            "Kenji Ishida | Kenji Ishida",
        ),
        ("I do not fault Ursula Gwyn - in {The Poor} she described two worlds.", "Ursula Gwyn"),
        ("Read {The Poor} by Ursula Gwyn, or {The Rich} by the same author.", "Ursula Gwyn | Ursula Gwyn"),
        ("Mary Holt wrote *{First}*, *{Second}* (1990) and *{Third}*.", "Mary Holt | Mary Holt | Mary Holt"),
        ("Paul Beatt won the Booker Prize for *{The Sold}*.", "Paul Beatt"),
        (
            "Tony Kent also published a 4-book series. In 2010, *{All}* was reprinted in an edition containing *{One}* (2004) and *{Two}*.",
            "Tony Kent | Tony Kent | Tony Kent",
        ),
        ("Forster is good; his book then traces how the *{Spirit}* begins.", ""),
        ("Hayden and Polanski differ in their respective books, {The Road} and {The Turn}.", "Hayden | Polanski"),
    ]);
}

#[test]
fn layout() {
    check(&[
        (
            "### [{A Psalm}](http://e.org) & [{A Prayer}](http://e.org)\n\n_Auteur: Becky Chandler_\n\nMooi.",
            "Becky Chandler | Becky Chandler",
        ),
        ("### [{Dark Two}](http://e.org)\n\n_Auteurs: Brandon Sanders en Dan Wills_", "Brandon Sanders + Dan Wills"),
        ("Janet Gleason\n\n{The Golden Cup}\n\nISBN-13: 978-0446674843", "Janet Gleason"),
        ("Two by John McFee come to mind: *{The Bark Canoe}* and *{Carriers}.*", "John McFee | John McFee"),
        (
            "the books by Rick Perlman starting with {Before} about Barry and {After}, {Bridge}, and {Land}",
            "Rick Perlman | Rick Perlman | Rick Perlman | Rick Perlman",
        ),
        ("Books by Toni Marsh:\n\n- {Sulfur}\n- {Beloved One}", "Toni Marsh | Toni Marsh"),
        (
            "**Sylvain Bouloc** est historien et l'auteur d'une quinzaine d'ouvrages, notamment *{L'Affaire}* (Larousse, 2010).",
            "Sylvain Bouloc",
        ),
        (
            "Jean Curel est né à Lyon. Il est auteur de 2 livres : **{Une vie}** (Fayard) un récit court, **{Le Club}** (Plon).",
            "Jean Curel | Jean Curel",
        ),
        ("- ** Kimberly Geisler**, who is the co-editor of the *{Handbook of Verbs}*", "Kimberly Geisler"),
        ("According to Colin Bund, the author of **{The Rise of Farms}** , it was so.", "Colin Bund"),
        ("edited by Matthew J. Bruck - a look at the life of the author of \"{The Great Party}\".", ""),
        ("## {Skyhigh}\n\nEen meisje. De schrijver van het boek, Brandon Sanders, is goed.", "Brandon Sanders"),
    ]);
}

#[test]
fn other_languages() {
    check(&[
        ("Estoy leyendo «{La sombra larga}» de Julio Ortega.", "Julio Ortega"),
        ("En su novela *{La sombra larga}*, Julio Ortega cuenta su vida.", "Julio Ortega"),
        ("Julio Ortega escribió *{La sombra larga}* en 1967.", "Julio Ortega"),
        ("*{La sombra larga}* (Julio Ortega, Anagrama, 1999)", "Julio Ortega"),
        ("J'ai lu *{Le vent du soir}* de Marie Delmas, puis *{La nuit}*.", "Marie Delmas | "),
        ("Dans son essai *{Le vent du soir}*, Marie Delmas explique tout.", "Marie Delmas"),
        ("**{Le vent du soir}** - Marie Delmas - Éditions du Seuil", "Marie Delmas"),
        ("Marie Delmas pour **[{Le vent du soir}](http://e.org)**", "Marie Delmas"),
        ("In seinem Buch „{Der stille Wald}“ beschreibt Heinrich Brandl die Stadt.", "Heinrich Brandl"),
        ("Heinrich Brandl: {Der stille Wald}. Suhrkamp, 1998.", "Heinrich Brandl"),
        ("Heinrich Brandls Roman „{Der stille Wald}“ ist gut.", ""),
        ("Ho letto *{La casa muta}* di Carlo Bassi e *{Il mare}* di Anna Ferri.", "Carlo Bassi | Anna Ferri"),
        ("* _{Il mare}_ — Anna Ferri", "Anna Ferri"),
        ("Li *{O rio calmo}*, de Clara Mendes, ontem.", "Clara Mendes"),
        ("Ik las *{De stille tuin}* van Hella Visser.", "Hella Visser"),
        ("Лев Громов, «{Тихий лес}»", "Лев Громов"),
        ("Громов Л. Н. «{Тихий лес}»", "Л. Н. Громов"),
    ]);
}

#[test]
fn nobody() {
    check(&[
        ("Overall, *{Dark Water}* is a good read.", ""),
        ("I read *{Dark Water}* in Paris, Texas, last year.", ""),
        ("*{Dark Water}* is on my shelf. John Smith called yesterday.", ""),
        ("Today's pick: *{Dark Water}*", ""),
        ("*{Dark Water}* by far beats the rest.", ""),
        ("*{Dark Water}* by next week", ""),
        ("*{Dark Water}* from Penguin Classics", ""),
        ("A review of *{Dark Water}* in the New York Times", ""),
        ("*{Dark Water}*, *{Red Earth}*, and *{Green Sky}*", " |  | "),
        ("Ann Lee reviewed *{Dark Water}* for us.", ""),
        ("Ann Lee wrote an introduction to *{Dark Water}*.", ""),
        ("Ann Lee wrote about *{Dark Water}*.", ""),
        ("Chapter 3: *{Dark Water}*", ""),
        ("{Dark Water} (Kindle Edition)", ""),
        ("the Gang of Four's classic {Dark Water}", ""),
        ("I heard Between the Covers podcast about her new book {Dark Water}.", ""),
        ("Let's take {Dark Water}, {Red Earth}", " | "),
        ("{Dark Water}\nFluent Forever\nSomething Else", ""),
        ("Tiamat's Wrath (reread)\n{Dark Water} (reread)", ""),
        ("Amazon: [{Dark Water}](http://e.org)", ""),
        ("I gave Ann Lee *{Dark Water}* for her birthday.", ""),
    ]);
}
