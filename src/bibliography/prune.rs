//! A style without the branches that no book ever takes.
//!
//! Styles are written for everything from treaties to songs, and the engine asks their questions again at each level
//! of nesting. Ours are all books, in no journal and at no event: a branch for those is left out, and a question that
//! has only one answer is not asked. What is printed stays the same, which a test holds against every style.

use std::collections::BTreeSet;

use hayagriva::citationberg::taxonomy::{
    DateVariable, Kind, Locator, NameVariable, NumberVariable, StandardVariable, Variable,
};
use hayagriva::citationberg::{
    Choose, ChooseBranch, ChooseMatch, CslMacro, ElseBranch, IndependentStyle, LayoutRenderingElement as Element,
    NamesChild, SortKey, TextTarget,
};

/// Leaves out what does not concern books.
pub(super) fn prune(style: &mut IndependentStyle) {
    style.macros.iter_mut().for_each(|m| visit(&mut m.children));
    visit(&mut style.citation.layout.elements);
    if let Some(bibliography) = &mut style.bibliography {
        visit(&mut bibliography.layout.elements);
    }
    drop_uncalled(style);
}

fn visit(elements: &mut Vec<Element>) {
    for element in elements.iter_mut() {
        match element {
            Element::Group(group) => visit(&mut group.children),
            Element::Choose(choose) => simplify(choose),
            Element::Names(names) => {
                for child in &mut names.children {
                    if let NamesChild::Substitute(substitute) = child {
                        visit(&mut substitute.children);
                    }
                }
            }
            Element::Text(_) | Element::Date(_) | Element::Number(_) | Element::Label(_) => {}
        }
    }
}

/// What is known of a branch before there is a book.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Taken {
    Always,
    Never,
    Perhaps,
}

fn simplify(choose: &mut Choose) {
    let mut branches = vec![choose.if_.clone()];
    branches.append(&mut choose.else_if);
    let mut kept: Vec<ChooseBranch> = Vec::new();
    for mut branch in branches {
        visit(&mut branch.children);
        match taken(&mut branch) {
            Taken::Never => {}
            Taken::Perhaps => kept.push(branch),
            Taken::Always => {
                choose.otherwise = Some(ElseBranch { children: branch.children });
                break;
            }
        }
    }
    if let Some(otherwise) = &mut choose.otherwise {
        visit(&mut otherwise.children);
    }
    let mut kept = kept.into_iter();
    choose.if_ = kept.next().unwrap_or_else(never);
    choose.else_if = kept.collect();
}

/// Answers the questions that can be answered, and leaves the others.
fn taken(branch: &mut ChooseBranch) -> Taken {
    let mut known: Vec<bool> = Vec::new();
    let mut absent = |tests: &mut Option<Vec<Variable>>| {
        if let Some(variables) = tests {
            let before = variables.len();
            variables.retain(|variable| !is_absent(*variable));
            known.extend(std::iter::repeat_n(false, before - variables.len()));
        }
    };
    absent(&mut branch.variable);
    absent(&mut branch.is_numeric);
    for kind in branch.type_.take().into_iter().flatten() {
        known.push(kind == Kind::Book);
    }
    let is_open = branch.disambiguate.is_some()
        || branch.is_uncertain_date.is_some()
        || branch.locator.is_some()
        || branch.position.is_some()
        || [&branch.variable, &branch.is_numeric].into_iter().flatten().any(|open| !open.is_empty());
    match (branch.match_, known.contains(&true), known.contains(&false)) {
        (ChooseMatch::Any, true, _) => Taken::Always,
        (ChooseMatch::Any, false, _) if !is_open => Taken::Never,
        (ChooseMatch::All, _, true) => Taken::Never,
        (ChooseMatch::All, ..) if !is_open => Taken::Always,
        (ChooseMatch::None, true, _) => Taken::Never,
        (ChooseMatch::None, ..) if !is_open => Taken::Always,
        _ => Taken::Perhaps,
    }
}

/// A branch that is left at once: no entry of a bibliography has a locator.
fn never() -> ChooseBranch {
    ChooseBranch {
        disambiguate: None,
        is_numeric: None,
        is_uncertain_date: None,
        locator: Some(vec![Locator::Page]),
        position: None,
        type_: None,
        variable: None,
        match_: ChooseMatch::Any,
        children: Vec::new(),
    }
}

/// Whether no entry of ours ever has this.
fn is_absent(variable: Variable) -> bool {
    match variable {
        Variable::Standard(variable) => is_absent_text(variable),
        Variable::Page(_) => true,
        Variable::Number(variable) => matches!(
            variable,
            NumberVariable::Issue
                | NumberVariable::Number
                | NumberVariable::PageFirst
                | NumberVariable::PartNumber
                | NumberVariable::PrintingNumber
                | NumberVariable::Section
                | NumberVariable::SupplementNumber
                | NumberVariable::Version
        ),
        Variable::Date(variable) => !matches!(variable, DateVariable::Issued | DateVariable::OriginalDate),
        Variable::Name(variable) => !matches!(
            variable,
            NameVariable::Author
                | NameVariable::Editor
                | NameVariable::EditorTranslator
                | NameVariable::Translator
                | NameVariable::Compiler
                | NameVariable::Illustrator
                | NameVariable::Contributor
        ),
    }
}

fn is_absent_text(variable: StandardVariable) -> bool {
    matches!(
        variable,
        StandardVariable::Abstract
            | StandardVariable::Annote
            | StandardVariable::Archive
            | StandardVariable::ArchiveCollection
            | StandardVariable::ArchiveLocation
            | StandardVariable::ArchivePlace
            | StandardVariable::Authority
            | StandardVariable::CallNumber
            | StandardVariable::Dimensions
            | StandardVariable::Division
            | StandardVariable::Event
            | StandardVariable::EventTitle
            | StandardVariable::EventPlace
            | StandardVariable::Genre
            | StandardVariable::ISSN
            | StandardVariable::Jurisdiction
            | StandardVariable::Keyword
            | StandardVariable::License
            | StandardVariable::Medium
            | StandardVariable::Note
            | StandardVariable::PartTitle
            | StandardVariable::PMCID
            | StandardVariable::PMID
            | StandardVariable::References
            | StandardVariable::ReviewedGenre
            | StandardVariable::ReviewedTitle
            | StandardVariable::Scale
            | StandardVariable::Source
            | StandardVariable::Status
    )
}

/// The engine looks for a macro among all of them each time that it is called.
fn drop_uncalled(style: &mut IndependentStyle) {
    let mut called = BTreeSet::new();
    let sorts = [style.citation.sort.as_ref(), style.bibliography.as_ref().and_then(|b| b.sort.as_ref())];
    for key in sorts.into_iter().flatten().flat_map(|sort| &sort.keys) {
        if let SortKey::MacroName { name, .. } = key {
            call(name, &style.macros, &mut called);
        }
    }
    calls(&style.citation.layout.elements, &style.macros, &mut called);
    if let Some(bibliography) = &style.bibliography {
        calls(&bibliography.layout.elements, &style.macros, &mut called);
    }
    style.macros.retain(|m| called.contains(&m.name));
}

fn call(name: &str, macros: &[CslMacro], called: &mut BTreeSet<String>) {
    if let Some(found) = macros.iter().find(|m| m.name == name)
        && called.insert(name.to_owned())
    {
        calls(&found.children, macros, called);
    }
}

fn calls(elements: &[Element], macros: &[CslMacro], called: &mut BTreeSet<String>) {
    for element in elements {
        match element {
            Element::Text(text) => {
                if let TextTarget::Macro { name } = &text.target {
                    call(name, macros, called);
                }
            }
            Element::Group(group) => calls(&group.children, macros, called),
            Element::Choose(choose) => {
                choose.branches().for_each(|branch| calls(&branch.children, macros, called));
                choose.otherwise.iter().for_each(|branch| calls(&branch.children, macros, called));
            }
            Element::Names(names) => {
                for child in &names.children {
                    if let NamesChild::Substitute(substitute) = child {
                        calls(&substitute.children, macros, called);
                    }
                }
            }
            Element::Date(_) | Element::Number(_) | Element::Label(_) => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use hayagriva::citationberg::IndependentStyle;

    use super::prune;
    use crate::bibliography::engine::typeset;
    use crate::bibliography::fixtures::awkward;
    use crate::bibliography::hayagriva_entry::convert_for_setting;
    use crate::bibliography::runs::flatten;
    use crate::bibliography::style::{Typesetting, load_whole};
    use crate::bibliography::{Options, styles};

    #[test]
    fn every_style_prints_the_same_without_what_is_not_for_books() {
        // Every third is enough: these are different in kind.
        let entries: Vec<hayagriva::Entry> = awkward().iter().step_by(3).map(convert_for_setting).collect();
        let entries: Vec<&hayagriva::Entry> = entries.iter().collect();
        for (name, _) in styles() {
            let Ok(whole) = load_whole(&Options { style: name.to_owned(), ..Options::default() }) else { continue };
            let printed = |style: IndependentStyle| {
                let set = typeset(&entries, &Typesetting { style, ..whole.clone() }, 0).unwrap();
                set.items.iter().map(|item| (item.key.clone(), flatten(&item.content.0))).collect::<Vec<_>>()
            };
            let mut pruned = whole.style.clone();
            prune(&mut pruned);
            for pair in printed(pruned).iter().zip(&printed(whole.style.clone())) {
                assert_eq!(pair.0, pair.1, "{name}");
            }
        }
    }
}
