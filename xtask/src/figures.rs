//! `FIGURES.md`: figures that were measured, each section between two comments, written by the task that measured them.

use std::fs;

use anyhow::{Context, Result, bail};

use crate::{machine, process};

const PAGE: &str = "FIGURES.md";

/// Puts a section into the page, in the place of the one that was there, with the date and the machine above it.
///
/// # Errors
/// The page is not there, or has no place for it.
pub(crate) fn write(section: &str, text: &str) -> Result<()> {
    let page = process::root().join(PAGE);
    let before = fs::read_to_string(&page).with_context(|| format!("{PAGE} cannot be read"))?;
    let text = format!("{}\n\n{}", machine::today_and_here(), text.trim());
    fs::write(&page, replaced(&before, section, &text)?).with_context(|| format!("{PAGE} cannot be written"))?;
    process::say(&format!("{PAGE} has these figures now"));
    Ok(())
}

fn replaced(page: &str, section: &str, text: &str) -> Result<String> {
    let (begin, end) = (format!("<!-- {section}: begin -->"), format!("<!-- {section}: end -->"));
    let Some((before, rest)) = page.split_once(&begin) else { bail!("{PAGE} has no line {begin}") };
    let Some((_, after)) = rest.split_once(&end) else { bail!("{PAGE} has no line {end}") };
    Ok(format!("{before}{begin}\n\n{}\n\n{end}{after}", text.trim()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_section_takes_the_place_of_the_one_before_and_nothing_else() {
        let page = "# A\n<!-- b: begin -->\nold\n<!-- b: end -->\nc\n";
        let once = replaced(page, "b", "new\n").unwrap();
        assert_eq!(once, "# A\n<!-- b: begin -->\n\nnew\n\n<!-- b: end -->\nc\n");
        assert_eq!(replaced(&once, "b", "new\n").unwrap(), once);
        assert!(replaced(page, "d", "new").is_err());
    }

    #[test]
    fn the_page_has_a_place_for_every_section() {
        let page = fs::read_to_string(process::root().join(PAGE)).unwrap();
        for section in ["sim", "pairing", "matches", "spectators", "kills", "crowded", "netcode"] {
            assert!(replaced(&page, section, "new").is_ok(), "{section}");
        }
    }
}
