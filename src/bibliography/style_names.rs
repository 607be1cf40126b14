//! What a style leaves unsaid about names, said: the engine takes CSL's two shorthands for nothing at all.
//!
//! A `<names>` with a label but no `<name>` has an implied one; without it the engine drops the authors of every book
//! (Vancouver). Inside `<substitute>`, a bare `<names>` looks like the one it stands in for; the engine knows that of
//! direct children only, not of those under a condition (Chicago's editors).

use hayagriva::citationberg::taxonomy::NameVariable;
use hayagriva::citationberg::{
    CslMacro, IndependentStyle, LayoutRenderingElement as Element, Name, Names, NamesChild, TextTarget,
};

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

/// The style with the editors alone to stand in for missing authors, whatever else it would have asked for first: the
/// engine then prints nothing of that where it belongs.
pub(super) fn without_alternatives(style: &IndependentStyle) -> IndependentStyle {
    let macros = style.macros.clone();
    let mut style = style.clone();
    style.macros.iter_mut().for_each(|m| simplify(&mut m.children, &macros));
    if let Some(bibliography) = &mut style.bibliography {
        simplify(&mut bibliography.layout.elements, &macros);
    }
    style
}

fn simplify(elements: &mut [Element], macros: &[CslMacro]) {
    for element in elements {
        match element {
            Element::Names(names) => simplify_one(names, macros),
            Element::Group(group) => simplify(&mut group.children, macros),
            Element::Choose(choose) => {
                simplify(&mut choose.if_.children, macros);
                choose.else_if.iter_mut().for_each(|branch| simplify(&mut branch.children, macros));
                choose.otherwise.iter_mut().for_each(|branch| simplify(&mut branch.children, macros));
            }
            Element::Text(_) | Element::Date(_) | Element::Number(_) | Element::Label(_) => {}
        }
    }
}

fn simplify_one(names: &mut Names, macros: &[CslMacro]) {
    for child in &mut names.children {
        if let NamesChild::Substitute(substitute) = child
            && let Some(editors) = editors(&substitute.children, macros, MAX_DEPTH)
        {
            substitute.children = vec![Element::Names(editors)];
        }
    }
}

/// Macros may call each other, in a hostile style for ever.
const MAX_DEPTH: u8 = 8;

/// The first element that prints the editors.
fn editors(elements: &[Element], macros: &[CslMacro], depth: u8) -> Option<Names> {
    let depth = depth.checked_sub(1)?;
    elements.iter().find_map(|element| match element {
        Element::Names(names) if names.variable.contains(&NameVariable::Editor) => Some(names.clone()),
        Element::Group(group) => editors(&group.children, macros, depth),
        Element::Choose(choose) => {
            let branches = choose.else_if.iter().map(|branch| &branch.children);
            let otherwise = choose.otherwise.iter().map(|branch| &branch.children);
            let mut all = std::iter::once(&choose.if_.children).chain(branches).chain(otherwise);
            all.find_map(|children| editors(children, macros, depth))
        }
        Element::Text(text) => match &text.target {
            TextTarget::Macro { name } => {
                let called = macros.iter().find(|m| m.name == *name)?;
                editors(&called.children, macros, depth)
            }
            _ => None,
        },
        Element::Names(_) | Element::Date(_) | Element::Number(_) | Element::Label(_) => None,
    })
}
