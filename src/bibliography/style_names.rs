//! What a style leaves unsaid about names, said: the engine takes CSL's two shorthands for nothing at all.
//!
//! A `<names>` with a label but no `<name>` has an implied one; without it the engine drops the authors of every book
//! (Vancouver). Inside `<substitute>`, a bare `<names>` looks like the one it stands in for; the engine knows that of
//! direct children only, not of those under a condition (Chicago's editors).

use hayagriva::citationberg::{IndependentStyle, LayoutRenderingElement as Element, Name, Names, NamesChild};

/// Writes out what is implied in every `<names>` of the style.
pub(super) fn complete(style: &mut IndependentStyle) {
    style.macros.iter_mut().for_each(|m| visit(&mut m.children, None));
    visit(&mut style.citation.layout.elements, None);
    if let Some(bibliography) = &mut style.bibliography {
        visit(&mut bibliography.layout.elements, None);
    }
}

/// `stood_for` is the `<names>` for which these elements are a substitute.
fn visit(elements: &mut [Element], stood_for: Option<&Names>) {
    for element in elements {
        match element {
            Element::Names(names) => {
                if let Some(model) = stood_for {
                    *names = model.from_names_substitute(names);
                }
                complete_one(names);
            }
            Element::Group(group) => visit(&mut group.children, stood_for),
            Element::Choose(choose) => {
                visit(&mut choose.if_.children, stood_for);
                choose.else_if.iter_mut().for_each(|branch| visit(&mut branch.children, stood_for));
                choose.otherwise.iter_mut().for_each(|branch| visit(&mut branch.children, stood_for));
            }
            Element::Text(_) | Element::Date(_) | Element::Number(_) | Element::Label(_) => {}
        }
    }
}

fn complete_one(names: &mut Names) {
    let is_implied = !names.children.is_empty() && names.name().is_none();
    if is_implied {
        names.children.insert(0, NamesChild::Name(Name::default()));
    }
    let model = names.clone();
    let substitutes = names.children.iter_mut().filter_map(|child| match child {
        NamesChild::Substitute(substitute) => Some(substitute),
        _ => None,
    });
    for element in substitutes.flat_map(|s| &mut s.children) {
        // The engine completes direct children itself.
        if !matches!(element, Element::Names(_)) {
            visit(std::slice::from_mut(element), Some(&model));
        }
    }
}
