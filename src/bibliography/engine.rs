//! The style engine, kept from taking everything down: what it cannot set is found out and left aside.

use std::panic::{AssertUnwindSafe, catch_unwind};

use hayagriva::citationberg::taxonomy::{StandardVariable, Variable};
use hayagriva::citationberg::{IndependentStyle, LayoutRenderingElement, LongShortForm, SortKey, Text, TextTarget};
use hayagriva::{BibliographyDriver, BibliographyRequest, CitationItem, CitationRequest, RenderedBibliography};

use super::style::Typesetting;

/// What can be set of these, in as few pieces as possible, and what cannot. The function is told how many come before.
pub(super) fn isolate<T, R>(all: Vec<&T>, typeset: impl Fn(&[&T], usize) -> Option<R>) -> (Vec<R>, Vec<&T>) {
    if let Some(whole) = typeset(&all, 0) {
        return (vec![whole], Vec::new());
    }
    let (good, bad): (Vec<&T>, Vec<&T>) = all.into_iter().partition(|one| typeset(&[*one], 0).is_some());
    match typeset(&good, 0) {
        Some(rest) => (vec![rest], bad),
        None => (good.into_iter().enumerate().filter_map(|(at, one)| typeset(&[one], at)).collect(), bad),
    }
}

/// The bibliography as the engine sets it, unless it panics; numbers count on from `before`.
///
/// Each entry is cited on its own: the engine looks for every entry among all whenever it sorts a citation of several.
pub(super) fn typeset(
    entries: &[&hayagriva::Entry],
    typesetting: &Typesetting,
    before: usize,
) -> Option<RenderedBibliography> {
    let Typesetting { style, locale, locales, .. } = typesetting;
    let finish = || {
        let mut driver = BibliographyDriver::new().with_citation_number_offset(before);
        for entry in entries {
            let item = vec![CitationItem::with_entry(*entry)];
            driver.citation(CitationRequest::new(item, style, locale.clone(), locales, None));
        }
        driver.finish(BibliographyRequest::new(style, locale.clone(), locales)).bibliography
    };
    catch_unwind(AssertUnwindSafe(finish)).ok().flatten()
}

/// Citations matter to a bibliography only where they decide on `1950a` and `1950b`, and the engine gives up on that
/// after three rounds over all of them: `letters` decides instead. So each citation is its key, which costs nothing.
pub(super) fn without_citations(style: &mut IndependentStyle) {
    style.citation.layout.elements = vec![key_alone()];
}

/// A style that only sorts.
pub(super) fn sorting_only(style: &IndependentStyle) -> IndependentStyle {
    let mut style = style.clone();
    if let Some(bibliography) = &mut style.bibliography {
        bibliography.layout.elements = vec![key_alone()];
    }
    style
}

/// A style that only prints what this one sorts by first, and does not sort; none where that is not printed.
pub(super) fn first_sort_key(style: &IndependentStyle) -> Option<IndependentStyle> {
    let SortKey::MacroName { name, .. } = style.bibliography.as_ref()?.sort.as_ref()?.keys.first()? else {
        return None;
    };
    let printed = LayoutRenderingElement::Text(Text::with_target(TextTarget::Macro { name: name.clone() }));
    let mut style = style.clone();
    if let Some(bibliography) = &mut style.bibliography {
        bibliography.sort = None;
        bibliography.subsequent_author_substitute = None;
        bibliography.layout.elements = vec![printed];
        // A full stop would stand where the names of the next book go on with a comma.
        bibliography.layout.suffix = None;
    }
    Some(style)
}

fn key_alone() -> LayoutRenderingElement {
    let var = Variable::Standard(StandardVariable::CitationKey);
    LayoutRenderingElement::Text(Text::with_target(TextTarget::Variable { var, form: LongShortForm::default() }))
}

#[cfg(test)]
mod tests {
    use super::isolate;

    #[test]
    fn what_cannot_be_set_costs_nothing_else() {
        let fails_on = |bad: i32| move |some: &[&i32], _: usize| (!some.contains(&&bad)).then_some(some.len());
        assert_eq!(isolate(vec![&1, &2, &3], fails_on(9)), (vec![3], vec![]));
        assert_eq!(isolate(vec![&1, &2, &3], fails_on(2)), (vec![2], vec![&2]));
        let only_alone = |some: &[&i32], before: usize| (some.len() == 1).then_some(before);
        assert_eq!(isolate(vec![&1, &2], only_alone), (vec![0, 1], vec![]));
    }
}
