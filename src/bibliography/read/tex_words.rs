//! What TeX commands stand for in text; facts of LaTeX, as tables.

/// The character that combines with the next for an accent, and what it is alone.
pub(super) fn accent(command: &str) -> Option<(char, &'static str)> {
    ACCENTS.iter().find(|(name, ..)| *name == command).map(|(_, mark, alone)| (*mark, *alone))
}

/// The text of a command without arguments.
pub(super) fn symbol(command: &str) -> Option<&'static str> {
    SYMBOLS
        .binary_search_by(|(name, _)| (*name).cmp(command))
        .ok()
        .and_then(|at| SYMBOLS.get(at))
        .map(|(_, text)| *text)
}

/// What a command puts around its argument.
pub(super) fn quotes(command: &str) -> Option<(&'static str, &'static str)> {
    QUOTES.iter().find(|(name, ..)| *name == command).map(|(_, open, close)| (*open, *close))
}

/// Whether the command only changes how its argument looks.
pub(super) fn is_dress(command: &str) -> bool {
    DRESS.contains(&command)
}

/// Whether the argument of the command is not to be read: a sorting key, an address.
pub(super) fn hides_argument(command: &str) -> bool {
    HIDING.contains(&command)
}

/// A character raised or lowered.
pub(super) fn script(c: char, is_raised: bool) -> Option<char> {
    const PLAIN: &str = "0123456789+-=()n";
    const RAISED: &str = "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁼⁽⁾ⁿ";
    const LOWERED: &str = "₀₁₂₃₄₅₆₇₈₉₊₋₌₍₎ₙ";
    let at = PLAIN.chars().position(|plain| plain == c)?;
    if is_raised { RAISED } else { LOWERED }.chars().nth(at)
}

const ACCENTS: &[(&str, char, &str)] = &[
    ("`", '\u{300}', "`"),
    ("'", '\u{301}', "´"),
    ("^", '\u{302}', "^"),
    ("~", '\u{303}', "~"),
    ("=", '\u{304}', "¯"),
    ("u", '\u{306}', "˘"),
    (".", '\u{307}', "˙"),
    ("\"", '\u{308}', "¨"),
    ("r", '\u{30A}', "˚"),
    ("H", '\u{30B}', "˝"),
    ("v", '\u{30C}', "ˇ"),
    ("d", '\u{323}', ""),
    ("c", '\u{327}', "¸"),
    ("k", '\u{328}', "˛"),
    ("b", '\u{331}', ""),
    ("G", '\u{30F}', ""),
    ("U", '\u{30E}', ""),
    ("f", '\u{311}', ""),
    ("h", '\u{309}', ""),
];

const QUOTES: &[(&str, &str, &str)] =
    &[("enquote", "“", "”"), ("mkbibquote", "“", "”"), ("mkbibparens", "(", ")"), ("mkbibbrackets", "[", "]")];

const DRESS: &[&str] = &[
    "emph",
    "textit",
    "textbf",
    "textsc",
    "textsl",
    "textsf",
    "texttt",
    "textrm",
    "textup",
    "textmd",
    "textnormal",
    "mkbibemph",
    "mkbibitalic",
    "mkbibbold",
    "mkbibsuperscript",
    "textsuperscript",
    "textsubscript",
    "underline",
    "uppercase",
    "lowercase",
    "MakeUppercase",
    "MakeLowercase",
    "mbox",
    "hbox",
    "text",
    "mathrm",
    "mathit",
    "mathbf",
    "mathcal",
    "mathbb",
    "mathsf",
    "ensuremath",
    "relax",
    "protect",
    "upshape",
    "itshape",
    "bfseries",
    "scshape",
    "it",
    "bf",
    "sc",
    "sl",
    "sf",
    "tt",
    "rm",
    "em",
    "url",
    "nolinkurl",
    "nocase",
    "hskip",
    "selectlanguage",
    "small",
    "large",
    "footnotesize",
    "boldmath",
    "unboldmath",
    "textquote",
    "foreignlanguage",
    "autocap",
    "midsentence",
    "adddot",
    "nobreak",
    "allowbreak",
    "break",
    "linebreak",
    "newline",
    "null",
    "t",
    "left",
    "right",
    "displaystyle",
];

const HIDING: &[&str] =
    &["noopsort", "SortNoop", "noop", "href", "label", "textcolor", "color", "vspace", "hspace", "providecommand"];

/// Sorted by name.
const SYMBOLS: &[(&str, &str)] = &[
    (" ", " "),
    ("!", ""),
    ("#", "#"),
    ("$", "$"),
    ("%", "%"),
    ("&", "&"),
    ("(", ""),
    (")", ""),
    ("*", ""),
    (",", " "),
    ("-", ""),
    ("/", ""),
    (":", " "),
    (";", " "),
    (">", " "),
    ("@", ""),
    ("AA", "Å"),
    ("AE", "Æ"),
    ("Alpha", "Α"),
    ("BibTeX", "BibTeX"),
    ("DH", "Ð"),
    ("DJ", "Đ"),
    ("Delta", "Δ"),
    ("Gamma", "Γ"),
    ("IJ", "Ĳ"),
    ("L", "Ł"),
    ("LaTeX", "LaTeX"),
    ("LaTeXe", "LaTeX2e"),
    ("Lambda", "Λ"),
    ("NG", "Ŋ"),
    ("O", "Ø"),
    ("OE", "Œ"),
    ("Omega", "Ω"),
    ("P", "¶"),
    ("Phi", "Φ"),
    ("Pi", "Π"),
    ("Psi", "Ψ"),
    ("S", "§"),
    ("SS", "ẞ"),
    ("Sigma", "Σ"),
    ("TH", "Þ"),
    ("TeX", "TeX"),
    ("Theta", "Θ"),
    ("Xi", "Ξ"),
    ("\\", " "),
    ("_", "_"),
    ("aa", "å"),
    ("ae", "æ"),
    ("alpha", "α"),
    ("approx", "≈"),
    ("ast", "*"),
    ("beta", "β"),
    ("bullet", "•"),
    ("cdot", "·"),
    ("cdots", "⋯"),
    ("chi", "χ"),
    ("colon", ":"),
    ("copyright", "©"),
    ("dag", "†"),
    ("ddag", "‡"),
    ("delta", "δ"),
    ("dh", "ð"),
    ("dj", "đ"),
    ("dots", "…"),
    ("ell", "ℓ"),
    ("epsilon", "ε"),
    ("eta", "η"),
    ("euro", "€"),
    ("flqq", "«"),
    ("frqq", "»"),
    ("gamma", "γ"),
    ("geq", "≥"),
    ("glqq", "„"),
    ("grqq", "“"),
    ("guillemetleft", "«"),
    ("guillemetright", "»"),
    ("guillemotleft", "«"),
    ("guillemotright", "»"),
    ("guilsinglleft", "‹"),
    ("guilsinglright", "›"),
    ("i", "ı"),
    ("ij", "ĳ"),
    ("in", "∈"),
    ("infty", "∞"),
    ("iota", "ι"),
    ("j", "ȷ"),
    ("kappa", "κ"),
    ("l", "ł"),
    ("lambda", "λ"),
    ("langle", "⟨"),
    ("ldots", "…"),
    ("leftarrow", "←"),
    ("leq", "≤"),
    ("lq", "‘"),
    ("mu", "μ"),
    ("nabla", "∇"),
    ("neq", "≠"),
    ("ng", "ŋ"),
    ("nobreakspace", " "),
    ("nu", "ν"),
    ("o", "ø"),
    ("oe", "œ"),
    ("omega", "ω"),
    ("partial", "∂"),
    ("phi", "φ"),
    ("pi", "π"),
    ("pm", "±"),
    ("pounds", "£"),
    ("prime", "′"),
    ("psi", "ψ"),
    ("qquad", " "),
    ("quad", " "),
    ("quotedblbase", "„"),
    ("quotesinglbase", "‚"),
    ("rangle", "⟩"),
    ("rho", "ρ"),
    ("rightarrow", "→"),
    ("rq", "’"),
    ("sigma", "σ"),
    ("sim", "∼"),
    ("slash", "/"),
    ("space", " "),
    ("sqrt", "√"),
    ("ss", "ß"),
    ("tau", "τ"),
    ("textasciiacute", "´"),
    ("textasciicircum", "^"),
    ("textasciigrave", "`"),
    ("textasciitilde", "~"),
    ("textasteriskcentered", "*"),
    ("textbackslash", "\\"),
    ("textbar", "|"),
    ("textbraceleft", "{"),
    ("textbraceright", "}"),
    ("textbullet", "•"),
    ("textcopyright", "©"),
    ("textdegree", "°"),
    ("textdollar", "$"),
    ("textellipsis", "…"),
    ("textemdash", "—"),
    ("textendash", "–"),
    ("texteuro", "€"),
    ("textexclamdown", "¡"),
    ("textgreater", ">"),
    ("textless", "<"),
    ("textordfeminine", "ª"),
    ("textordmasculine", "º"),
    ("textperiodcentered", "·"),
    ("textquestiondown", "¿"),
    ("textquotedbl", "\""),
    ("textquotedblleft", "“"),
    ("textquotedblright", "”"),
    ("textquoteleft", "‘"),
    ("textquoteright", "’"),
    ("textquotesingle", "'"),
    ("textregistered", "®"),
    ("textsection", "§"),
    ("textthreequartersemdash", "—"),
    ("texttrademark", "™"),
    ("textunderscore", "_"),
    ("textvisiblespace", "␣"),
    ("th", "þ"),
    ("theta", "θ"),
    ("thinspace", " "),
    ("times", "×"),
    ("to", "→"),
    ("upsilon", "υ"),
    ("varepsilon", "ε"),
    ("varphi", "φ"),
    ("vartheta", "ϑ"),
    ("xi", "ξ"),
    ("zeta", "ζ"),
    ("{", "{"),
    ("|", "|"),
    ("}", "}"),
];

#[cfg(test)]
mod tests {
    use super::{SYMBOLS, script, symbol};

    #[test]
    fn symbols_are_found() {
        assert!(SYMBOLS.is_sorted());
        assert_eq!(symbol("ss"), Some("ß"));
        assert_eq!(symbol("write18"), None);
        assert_eq!(script('2', true), Some('²'));
    }
}
