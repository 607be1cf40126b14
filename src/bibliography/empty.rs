//! Parts of a style that print nothing for any book: groups and macros about archives, events, media.
//!
//! Each is replaced by one variable that is always missing, which costs a look and means the same to the group around
//! it: a variable was asked for, and there was none.

use hayagriva::citationberg::taxonomy::{StandardVariable, Variable};
use hayagriva::citationberg::{
    CslMacro, LayoutRenderingElement as Element, LongShortForm, NamesChild, Text, TextTarget,
};

use super::prune::is_absent;

/// What an element can print.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Output {
    /// Nothing, though it asks for a variable.
    Nothing,
    /// Words of its own, whatever the book.
    Words,
    /// It depends.
    Something,
}

/// Macros may call each other, in a hostile style for ever.
const MAX_DEPTH: u8 = 8;

/// Replaces what prints nothing, innermost first.
pub(super) fn replace(elements: &mut [Element], macros: &[CslMacro]) {
    for element in elements {
        if output(element, macros, MAX_DEPTH) == Output::Nothing {
            *element = missing();
            continue;
        }
        match element {
            Element::Group(group) => replace(&mut group.children, macros),
            Element::Choose(choose) => {
                replace(&mut choose.if_.children, macros);
                choose.else_if.iter_mut().for_each(|branch| replace(&mut branch.children, macros));
                choose.otherwise.iter_mut().for_each(|branch| replace(&mut branch.children, macros));
            }
            Element::Names(_) | Element::Text(_) | Element::Date(_) | Element::Number(_) | Element::Label(_) => {}
        }
    }
}

fn missing() -> Element {
    let var = Variable::Standard(StandardVariable::Note);
    Element::Text(Text::with_target(TextTarget::Variable { var, form: LongShortForm::default() }))
}

fn output(element: &Element, macros: &[CslMacro], depth: u8) -> Output {
    let Some(depth) = depth.checked_sub(1) else { return Output::Something };
    match element {
        Element::Text(text) => match &text.target {
            TextTarget::Variable { var, .. } if is_absent(*var) => Output::Nothing,
            TextTarget::Variable { .. } => Output::Something,
            TextTarget::Macro { name } => match macros.iter().find(|m| m.name == *name) {
                Some(called) if !called.children.is_empty() => of_group(&called.children, macros, depth),
                _ => Output::Something,
            },
            TextTarget::Term { .. } | TextTarget::Value { .. } => Output::Words,
        },
        Element::Number(number) if is_absent(number.variable.into()) => Output::Nothing,
        Element::Label(label) if is_absent(label.variable.into()) => Output::Words,
        Element::Names(names) => {
            let has_substitute = names.children.iter().any(|child| matches!(child, NamesChild::Substitute(_)));
            let all_absent = !names.variable.is_empty() && names.variable.iter().all(|v| is_absent(Variable::Name(*v)));
            if all_absent && !has_substitute { Output::Nothing } else { Output::Something }
        }
        Element::Group(group) => of_group(&group.children, macros, depth),
        Element::Choose(_) | Element::Date(_) | Element::Number(_) | Element::Label(_) => Output::Something,
    }
}

/// A group prints nothing if it asks for variables and has none of them; the engine holds macros for groups.
fn of_group(children: &[Element], macros: &[CslMacro], depth: u8) -> Output {
    let outputs: Vec<Output> = children.iter().map(|child| output(child, macros, depth)).collect();
    if outputs.contains(&Output::Something) {
        Output::Something
    } else if outputs.contains(&Output::Nothing) {
        Output::Nothing
    } else {
        Output::Words
    }
}
