//! One page for each code: what it means, an example with it and one without. `tests/rules.rs` runs the examples.

/// Pages by code, ascending.
pub const PAGES: &[(&str, &str)] = &[
    ("C301", include_str!("pages/C301.md")),
    ("C302", include_str!("pages/C302.md")),
    ("C303", include_str!("pages/C303.md")),
    ("C304", include_str!("pages/C304.md")),
    ("C305", include_str!("pages/C305.md")),
    ("C306", include_str!("pages/C306.md")),
    ("C311", include_str!("pages/C311.md")),
    ("C312", include_str!("pages/C312.md")),
    ("C313", include_str!("pages/C313.md")),
    ("C314", include_str!("pages/C314.md")),
    ("C321", include_str!("pages/C321.md")),
    ("C322", include_str!("pages/C322.md")),
    ("C323", include_str!("pages/C323.md")),
    ("C324", include_str!("pages/C324.md")),
    ("C325", include_str!("pages/C325.md")),
    ("C326", include_str!("pages/C326.md")),
    ("C327", include_str!("pages/C327.md")),
    ("C328", include_str!("pages/C328.md")),
    ("C331", include_str!("pages/C331.md")),
    ("C332", include_str!("pages/C332.md")),
    ("C333", include_str!("pages/C333.md")),
    ("C334", include_str!("pages/C334.md")),
    ("C341", include_str!("pages/C341.md")),
    ("C342", include_str!("pages/C342.md")),
    ("C351", include_str!("pages/C351.md")),
    ("C352", include_str!("pages/C352.md")),
    ("C354", include_str!("pages/C354.md")),
    ("C355", include_str!("pages/C355.md")),
    ("C362", include_str!("pages/C362.md")),
    ("C363", include_str!("pages/C363.md")),
    ("C364", include_str!("pages/C364.md")),
    ("C366", include_str!("pages/C366.md")),
    ("C367", include_str!("pages/C367.md")),
    ("C368", include_str!("pages/C368.md")),
    ("C369", include_str!("pages/C369.md")),
    ("C381", include_str!("pages/C381.md")),
    ("C382", include_str!("pages/C382.md")),
    ("C383", include_str!("pages/C383.md")),
    ("C384", include_str!("pages/C384.md")),
    ("C385", include_str!("pages/C385.md")),
    ("C386", include_str!("pages/C386.md")),
    ("N236", include_str!("pages/N236.md")),
    ("P901", include_str!("pages/P901.md")),
    ("P902", include_str!("pages/P902.md")),
];

/// The page of a code.
pub fn page(code: &str) -> Option<&'static str> {
    PAGES.iter().find(|(c, _)| c.eq_ignore_ascii_case(code)).map(|(_, page)| *page)
}
