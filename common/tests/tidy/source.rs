//! One Rust file, read just closely enough: what is code, what is a comment, what is a string, what is only for tests.

/// A string literal.
pub(crate) struct Literal {
    /// Where its opening quote is.
    pub(crate) at: usize,
    /// What is between the quotes, as written.
    pub(crate) text: String,
}

/// A Rust file.
pub(crate) struct Source {
    /// From the top of the repository.
    pub(crate) path: String,
    /// As it is.
    pub(crate) text: String,
    /// The same with comments and the insides of literals blanked; byte for byte at the same places.
    pub(crate) code: String,
    /// The same again without modules that are only for tests; all blank for files of tests.
    pub(crate) product: String,
    /// Every string literal.
    pub(crate) literals: Vec<Literal>,
}

impl Source {
    pub(crate) fn new(path: &str, text: &str) -> Self {
        let (code, literals) = blanked(text);
        let for_tests = path.contains("/tests/") || path.contains("/benches/") || path.contains("/examples/");
        let product = if for_tests { blank(&code) } else { without_test_modules(&code) };
        Self { path: path.to_owned(), text: text.to_owned(), code, product, literals }
    }

    /// The string literals of the product itself.
    pub(crate) fn product_literals(&self) -> impl Iterator<Item = &Literal> {
        self.literals.iter().filter(|literal| self.product.as_bytes()[literal.at] == b'"')
    }

    /// Line of a place, from 1.
    pub(crate) fn line(&self, at: usize) -> usize {
        self.text.as_bytes()[..at].iter().filter(|byte| **byte == b'\n').count() + 1
    }

    /// A fault at a place.
    pub(crate) fn fault(&self, at: usize, what: &str) -> String {
        format!("{}:{}: {what}", self.path, self.line(at))
    }

    /// Every place in the code where these words stand, not as a part of a longer name.
    pub(crate) fn finds(&self, words: &str) -> Vec<usize> {
        find_words(&self.code, words)
    }

    /// The same, without what is only for tests.
    pub(crate) fn product_finds(&self, words: &str) -> Vec<usize> {
        find_words(&self.product, words)
    }
}

fn find_words(code: &str, words: &str) -> Vec<usize> {
    let is_name = |byte: Option<&u8>| byte.is_some_and(|byte| byte.is_ascii_alphanumeric() || *byte == b'_');
    let bytes = code.as_bytes();
    let first_is_name = is_name(words.as_bytes().first());
    code.match_indices(words).map(|(at, _)| at).filter(|at| !(first_is_name && *at > 0 && is_name(bytes.get(at - 1)))).collect()
}

fn blank(text: &str) -> String {
    text.chars().map(|c| if c == '\n' { "\n".to_owned() } else { " ".repeat(c.len_utf8()) }).collect()
}

/// The code with comments and literals blanked (quotes stay), and the string literals.
fn blanked(text: &str) -> (String, Vec<Literal>) {
    let bytes = text.as_bytes();
    let (mut code, mut literals, mut at) = (String::with_capacity(text.len()), Vec::new(), 0);
    while at < bytes.len() {
        let rest = &text[at..];
        if let Some(length) = comment(rest) {
            code.push_str(&blank(&rest[..length]));
            at += length;
        } else if let Some((open, inside, close)) = string(rest, bytes[..at].last()) {
            literals.push(Literal { at: at + open - 1, text: rest[open..open + inside].to_owned() });
            // The quotes themselves stay, so that what stands before a literal can be looked at.
            code.push_str(&blank(&rest[..open - 1]));
            code.push('"');
            code.push_str(&blank(&rest[open..open + inside]));
            code.push('"');
            code.push_str(&" ".repeat(close - 1));
            at += open + inside + close;
        } else if let Some(length) = character(rest) {
            code.push_str(&blank(&rest[..length]));
            at += length;
        } else {
            let next = rest.chars().next().expect("not at the end");
            code.push(next);
            at += next.len_utf8();
        }
    }
    assert_eq!(code.len(), text.len(), "places in the code are places in the text");
    (code, literals)
}

/// Length of the comment that begins here.
fn comment(rest: &str) -> Option<usize> {
    if rest.starts_with("//") {
        return Some(rest.find('\n').unwrap_or(rest.len()));
    }
    if !rest.starts_with("/*") {
        return None;
    }
    let (mut depth, mut at) = (0, 0);
    while at < rest.len() {
        let here = &rest.as_bytes()[at..];
        if here.starts_with(b"/*") {
            (depth, at) = (depth + 1, at + 2);
        } else if here.starts_with(b"*/") {
            (depth, at) = (depth - 1, at + 2);
            if depth == 0 {
                return Some(at);
            }
        } else {
            at += 1;
        }
    }
    Some(rest.len())
}

/// Lengths of the opening (to the quote and with it), the inside and the closing of the string that begins here.
fn string(rest: &str, before: Option<&u8>) -> Option<(usize, usize, usize)> {
    let prefix = ["br", "cr", "r", "b", "c", ""].into_iter().find(|prefix| rest.starts_with(prefix))?;
    if !prefix.is_empty() && before.is_some_and(|byte| byte.is_ascii_alphanumeric() || *byte == b'_') {
        return None;
    }
    let hashes = if prefix.ends_with('r') { rest[prefix.len()..].bytes().take_while(|byte| *byte == b'#').count() } else { 0 };
    let open = prefix.len() + hashes + 1;
    if rest.as_bytes().get(open - 1) != Some(&b'"') {
        return None;
    }
    let inside = &rest[open..];
    if prefix.ends_with('r') {
        let end = format!("\"{}", "#".repeat(hashes));
        return Some((open, inside.find(&end).unwrap_or(inside.len().saturating_sub(end.len())), end.len()));
    }
    let (mut escaped, mut length) = (false, inside.len().saturating_sub(1));
    for (at, byte) in inside.bytes().enumerate() {
        match byte {
            _ if escaped => escaped = false,
            b'\\' => escaped = true,
            b'"' => {
                length = at;
                break;
            }
            _ => {}
        }
    }
    Some((open, length, 1))
}

/// Length of the character literal that begins here; none for a lifetime.
fn character(rest: &str) -> Option<usize> {
    let inside = rest.strip_prefix('\'')?;
    if let Some(escape) = inside.strip_prefix('\\') {
        return Some(2 + escape.char_indices().skip(1).find(|(_, c)| *c == '\'')?.0 + 1);
    }
    let first = inside.chars().next()?;
    inside[first.len_utf8()..].starts_with('\'').then(|| first.len_utf8() + 2)
}

fn without_test_modules(code: &str) -> String {
    let mut product = code.to_owned();
    while let Some(begin) = product.find("#[cfg(test)]") {
        let after = &product[begin..];
        let end = match (after.find('{'), after.find(';')) {
            (Some(brace), semicolon) if semicolon.is_none_or(|semicolon| brace < semicolon) => block_end(&product, begin + brace),
            (_, Some(semicolon)) => begin + semicolon + 1,
            (_, None) => product.len(),
        };
        let gone = blank(&product[begin..end]);
        product.replace_range(begin..end, &gone);
    }
    product
}

/// Just behind the brace that closes the one at `open`.
pub(crate) fn block_end(code: &str, open: usize) -> usize {
    let mut depth = 0;
    for (at, byte) in code.bytes().enumerate().skip(open) {
        match byte {
            b'{' => depth += 1,
            b'}' => {
                depth -= 1;
                if depth == 0 {
                    return at + 1;
                }
            }
            _ => {}
        }
    }
    code.len()
}

#[test]
fn comments_strings_and_characters_are_not_code() {
    let source = Source::new(
        "a/src/b.rs",
        "let a = \"// no \\\" fn\"; // fn one\n/* fn /* two */ fn */ let b = r#\"fn \"three\"#; let c: &'a str = '{';\nfn real<'a>() {}",
    );
    assert_eq!(source.finds("fn ").len(), 1);
    assert_eq!(source.literals.len(), 2);
    assert_eq!(source.literals[1].text, "fn \"three");
    assert!(source.code.contains("&'a str"));
    assert!(!source.code.contains("'{'"));
}

#[test]
fn what_is_only_for_tests_is_no_part_of_the_product() {
    let source = Source::new("a/src/b.rs", "fn one() {}\n#[cfg(test)]\nmod tests {\n fn two() { \"x\" }\n}\nfn three() {}");
    assert_eq!(source.finds("fn ").len(), 3);
    assert_eq!(source.product_finds("fn ").len(), 2);
    assert_eq!(source.product_literals().count(), 0);
}
