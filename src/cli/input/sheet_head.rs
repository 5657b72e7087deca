//! Where the head of a sheet is, and what its columns are called.

/// A stretch of cells that are one: first and last row and column.
#[derive(Debug, Clone, Copy)]
pub struct Merged {
    pub from: (u32, u32),
    pub to: (u32, u32),
}

impl Merged {
    fn holds(&self, row: u32, column: usize) -> bool {
        let column = column as u32;
        (self.from.0..=self.to.0).contains(&row) && (self.from.1..=self.to.1).contains(&column)
    }
}

/// The head of a sheet.
#[derive(Debug, Clone, Default)]
pub struct Head {
    /// Titles above it, with their rows, from 0.
    pub titles: Vec<(u32, String)>,
    /// Its first row, from 0.
    pub first: u32,
    /// Its last.
    pub last: u32,
    /// The names of the columns, from the first column of the sheet on.
    pub names: Vec<String>,
}

impl Head {
    /// Of the first rows of a sheet that are not empty. A title is a row with one value where the next has more.
    pub fn of(rows: &[(u32, Vec<String>)], merged: &[Merged]) -> Self {
        let filled = |row: &[String]| row.iter().filter(|v| !v.is_empty()).count();
        let mut head = Self::default();
        let mut rest = rows;
        while let [(at, row), after @ ..] = rest {
            if filled(row) != 1 || after.first().is_none_or(|(_, next)| filled(next) < 2) {
                break;
            }
            head.titles.push((*at, row.concat()));
            rest = after;
        }
        let Some((first, row)) = rest.first() else { return head };
        // What spans columns has names below it, and what spans rows shows how many rows there are.
        let here = || merged.iter().filter(|m| m.from.0 == *first);
        let wide = here().any(|m| m.to.1 > m.from.1);
        let low = here().map(|m| m.to.0).max().unwrap_or(*first);
        (head.first, head.last) = (*first, low.max(first + u32::from(wide)));
        let own: Vec<&(u32, Vec<String>)> = rest.iter().take_while(|(at, _)| *at <= head.last).collect();
        let columns = own.iter().map(|(_, r)| r.len()).max().unwrap_or(row.len());
        let paths: Vec<Vec<&str>> = (0..columns).map(|column| path(&own, merged, column)).collect();
        let lowest = |path: &Vec<&str>| path.last().copied().unwrap_or_default().to_owned();
        let alike = |name: &str| paths.iter().filter(|p| lowest(p) == name).count() > 1;
        let names = paths.iter().map(|p| {
            let name = lowest(p);
            if !name.is_empty() && alike(&name) { p.join("/") } else { name }
        });
        head.names = names.collect();
        head
    }
}

/// The names over a column from the top, each once.
fn path<'r>(rows: &[&'r (u32, Vec<String>)], merged: &[Merged], column: usize) -> Vec<&'r str> {
    let cell = |row: u32, column: usize| -> &'r str {
        let found = rows.iter().find(|(at, _)| *at == row);
        found.and_then(|(_, values)| values.get(column)).map_or("", |v| v.trim())
    };
    let mut path: Vec<&str> = Vec::new();
    for (at, _) in rows {
        let over = merged.iter().find(|m| m.holds(*at, column));
        let name = over.map_or_else(|| cell(*at, column), |m| cell(m.from.0, m.from.1 as usize));
        if !name.is_empty() && path.last() != Some(&name) {
            path.push(name);
        }
    }
    path
}
