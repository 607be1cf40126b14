//! What one item says: statements by property, of which those deprecated are passed over and those preferred go before the rest.

use std::collections::BTreeMap;

use serde_json::Value;

use super::super::draft::{self, Draft};
use super::super::{json, languages, text};
use crate::model::{Date, Identifiers, Language, Name, Role, Series, Year};

/// In which language the program speaks of works, best first; after these any other.
const LABELS: &[&str] = &["en", "mul"];
const PEOPLE: &[(&str, Role)] = &[
    ("P50", Role::Author),
    ("P98", Role::Editor),
    ("P655", Role::Translator),
    ("P110", Role::Illustrator),
    ("P2679", Role::Foreword),
    ("P2680", Role::Afterword),
];
const PUBLISHER: &str = "P123";
const PLACE: &str = "P291";
const SERIES: &str = "P179";
const ISBNS: &[&str] = &["P212", "P957"];
/// Precision of a date by the decade, and the least that names a year.
const DECADE: u64 = 8;
const YEAR: u64 = 9;
/// "Circa", as a remark to a date.
const CIRCA: &str = "Q5727902";

/// An item by its number.
#[derive(Clone, Debug)]
pub(super) struct Item {
    id: String,
    entity: Value,
}

impl Item {
    pub(super) fn new(id: String, entity: Value) -> Self {
        Self { id, entity }
    }

    /// The work of which it is an edition.
    pub(super) fn work(&self) -> Option<String> {
        self.items("P629").into_iter().find(|id| super::is_item(id))
    }

    /// Everybody and everything that it names by number only.
    pub(super) fn pointed(&self) -> Vec<String> {
        let people = PEOPLE.iter().flat_map(|(property, _)| self.items(property));
        let others = [PUBLISHER, PLACE, SERIES].into_iter().filter_map(|p| self.items(p).into_iter().next());
        people.chain(others).filter(|id| super::is_item(id)).collect()
    }

    /// Whether it is of one of these kinds, or has an ISBN.
    pub(super) fn is_book(&self, kinds: &[&str]) -> bool {
        let is_kind = self.items("P31").iter().any(|kind| kinds.contains(&kind.as_str()));
        is_kind || ISBNS.iter().any(|property| !self.values(property).is_empty())
    }

    /// What it is called.
    pub(super) fn label(&self) -> Option<String> {
        let labels = &self.entity["labels"];
        let of = |language: &str| json::string(&labels[language]["value"]);
        let any = || labels.as_object()?.values().find_map(|label| json::string(&label["value"]));
        LABELS.iter().find_map(|language| of(language)).or_else(any)
    }

    /// The book: a work, or an edition with what its work says.
    pub(super) fn draft(&self, work: Option<&Self>, names: &BTreeMap<String, String>) -> Option<Draft> {
        let is_edition = self.work().is_some();
        let own = self.title();
        let title =
            if is_edition { own.clone().or_else(|| self.label()) } else { self.label().or_else(|| own.clone()) }?;
        let mut draft = Draft {
            id: self.id.clone(),
            tells_translations: true,
            title: draft::title(&title, self.strings("P1680").first().map(String::as_str)),
            ..Draft::default()
        };
        self.tell_work(work.filter(|_| is_edition).unwrap_or(self), &title, is_edition, names, &mut draft);
        let has_isbn = ISBNS.iter().any(|property| !self.values(property).is_empty());
        if is_edition || has_isbn {
            self.tell_edition(is_edition, names, &mut draft);
        }
        for called in self.called().into_iter().chain(work.into_iter().flat_map(Self::called)) {
            draft.also_called(&called);
        }
        Some(draft)
    }

    /// What is said of the work: by its own item, which may be this one.
    fn tell_work(
        &self,
        work: &Self,
        title: &str,
        is_edition: bool,
        names: &BTreeMap<String, String>,
        draft: &mut Draft,
    ) {
        // The date of an edition without a work is the edition's.
        let is_known = !is_edition || work.id != self.id;
        draft.first_published = work.date().filter(|_| is_known);
        draft.work_identifiers = if is_known { work.identifiers() } else { Identifiers::default() };
        let language = |property: &str| work.items(property).iter().find_map(|item| languages::of_item(item));
        draft.original_language =
            language("P364").or_else(|| language("P407")).or_else(|| work.title_language()).filter(|_| is_known);
        let original = work.title().or_else(|| work.label()).filter(|_| is_known);
        draft.original_title =
            original.filter(|original| original != title && is_other_language(draft, work, is_edition));
        work.people(names, draft);
    }

    fn tell_edition(&self, is_edition: bool, names: &BTreeMap<String, String>, draft: &mut Draft) {
        let named = |property: &str| self.items(property).first().and_then(|id| names.get(id)).cloned();
        self.people(names, draft);
        draft.publisher = named(PUBLISHER);
        draft.place = named(PLACE);
        draft.pages =
            self.values("P1104").first().and_then(|v| v["amount"].as_str()?.trim_start_matches('+').parse().ok());
        draft.series = named(SERIES).map(|title| Series { title, number: self.number_in_series() });
        ISBNS.iter().flat_map(|property| self.strings(property)).for_each(|isbn| draft.isbn(&isbn));
        if is_edition {
            draft.issued = self.date();
            draft.language = self.items("P407").iter().find_map(|item| languages::of_item(item));
            draft.identifiers = self.identifiers();
        }
    }

    fn people(&self, names: &BTreeMap<String, String>, draft: &mut Draft) {
        for (property, role) in PEOPLE {
            for id in self.items(property) {
                draft.person(names.get(&id).and_then(|name| Name::parse(name)), *role);
            }
        }
        self.strings("P2093").iter().for_each(|name| draft.person(Name::parse(name), Role::Author));
    }

    /// When it appeared: of several dates the earliest, since later ones are those of editions.
    fn date(&self) -> Option<Date> {
        let dates = self.statements("P577").into_iter().filter_map(date);
        dates.min_by_key(|date| date.first_year())
    }

    /// Its title in its own language.
    fn title(&self) -> Option<String> {
        self.values("P1476").first().and_then(|title| text::filled(title["text"].as_str()?))
    }

    fn title_language(&self) -> Option<Language> {
        self.values("P1476").first().and_then(|title| languages::of_code(title["language"].as_str()?))
    }

    /// Every label and alias.
    fn called(&self) -> Vec<String> {
        let labels = self.entity["labels"].as_object().into_iter().flat_map(|labels| labels.values());
        let aliases = self.entity["aliases"].as_object().into_iter().flat_map(|all| all.values()).flat_map(json::list);
        labels.chain(aliases).filter_map(|label| json::string(&label["value"])).chain(self.title()).collect()
    }

    fn number_in_series(&self) -> Option<String> {
        let statement = self.statements(SERIES).into_iter().next()?;
        json::list(&statement["qualifiers"]["P1545"]).iter().find_map(|snak| json::string(&snak["datavalue"]["value"]))
    }

    fn identifiers(&self) -> Identifiers {
        let first = |property: &str| self.strings(property).into_iter().next();
        Identifiers {
            doi: first("P356"),
            open_library: first("P648"),
            wikidata: Some(self.id.clone()),
            lccn: first("P1144"),
            oclc: first("P243"),
        }
    }

    /// The statements that count: the preferred ones if there are any, else all that are not deprecated.
    fn statements(&self, property: &str) -> Vec<&Value> {
        let all = json::list(&self.entity["claims"][property]);
        let ranked = |rank: &str| all.iter().filter(|s| s["rank"].as_str() == Some(rank)).collect::<Vec<_>>();
        let preferred = ranked("preferred");
        if preferred.is_empty() { ranked("normal") } else { preferred }
    }

    fn values(&self, property: &str) -> Vec<&Value> {
        let values = self.statements(property).into_iter().filter_map(|s| s["mainsnak"]["datavalue"].get("value"));
        values.collect()
    }

    fn items(&self, property: &str) -> Vec<String> {
        self.values(property).iter().filter_map(|value| value["id"].as_str()).map(str::to_owned).collect()
    }

    fn strings(&self, property: &str) -> Vec<String> {
        let of = |value: &&Value| json::string(value).or_else(|| json::string(&value["text"]));
        self.values(property).iter().filter_map(of).collect()
    }
}

/// Whether the title taken is in another language than the work: an edition's by its language, a label because it is English.
fn is_other_language(draft: &Draft, work: &Item, is_edition: bool) -> bool {
    let language = work.title_language().or_else(|| draft.original_language.clone());
    is_edition || language.is_some_and(|language| !language.is_english())
}

/// `+1862-04-03T00:00:00Z` with its precision; before the common era with a minus, and without a year 0.
fn date(statement: &Value) -> Option<Date> {
    let value = &statement["mainsnak"]["datavalue"]["value"];
    let time = value["time"].as_str()?;
    let (sign, rest) =
        if let Some(rest) = time.strip_prefix('-') { (-1, rest) } else { (1, time.trim_start_matches('+')) };
    let number: i64 = rest.split('-').next()?.parse().ok()?;
    let year = Year::new(sign * number)?;
    let is_circa = json::list(&statement["qualifiers"]["P1480"]).iter().any(|s| s["datavalue"]["value"]["id"] == CIRCA);
    match value["precision"].as_u64()? {
        DECADE => Year::new(sign * number + 9).filter(|last| year < *last).map(|last| Date::Between(year, last)),
        YEAR.. if is_circa => Some(Date::Circa(year)),
        YEAR.. => Some(Date::At(year)),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::{Item, date};

    #[test]
    fn precision_is_read_before_the_date() {
        let case = |time: &str, precision: u64, expected: &str| {
            let statement = json!({"mainsnak": {"datavalue": {"value": {"time": time, "precision": precision}}}});
            assert_eq!(date(&statement).map(|d| d.to_string()).unwrap_or_default(), expected, "{time}");
        };
        case("+1944-08-00T00:00:00Z", 10, "1944");
        case("+1989-00-00T00:00:00Z", 9, "1989");
        case("-0380-00-00T00:00:00Z", 9, "-380");
        case("+1950-00-00T00:00:00Z", 8, "1950/1959");
        case("+1900-00-00T00:00:00Z", 7, "");
        case("+0000-00-00T00:00:00Z", 9, "");
        case("nonsense", 9, "");
    }

    #[test]
    fn what_is_preferred_goes_before_the_rest() {
        let of = |year: &str, rank: &str| json!({"rank": rank, "mainsnak": {"datavalue": {"value": {"time": format!("+{year}-00-00T00:00:00Z"), "precision": 9}}}});
        let item = |dates: serde_json::Value| Item::new("Q1".to_owned(), json!({"claims": {"P577": dates}}));
        let year = |item: Item| item.date().map(|d| d.to_string());
        assert_eq!(year(item(json!([of("1989", "normal"), of("1928", "normal")]))).as_deref(), Some("1928"));
        assert_eq!(year(item(json!([of("1989", "preferred"), of("1928", "normal")]))).as_deref(), Some("1989"));
        assert_eq!(year(item(json!([of("1900", "deprecated")]))), None);
    }
}
