//! The shipped city's registries, as a large file that people keep by hand.

use super::super::*;
use crate::finding::{Lang, render};
use crate::text::{Source, SourceId, Sources};
use std::path::Path;

fn add(sources: &mut Sources, path: &Path) -> SourceId {
    let text = std::fs::read_to_string(path).unwrap();
    sources.add(Source::new(path.file_name().unwrap().to_str().unwrap(), text))
}

#[test]
fn pengcheng_is_read_without_a_finding() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("catalogues/pengcheng");
    let mut sources = Sources::default();
    let id = add(&mut sources, &folder.join("fenbo.yaml"));
    let (project, findings) = Project::read(id, &sources);
    assert_eq!(findings, []);
    let mut all = |paths: &[crate::syntax::entries::Spanned<String>]| -> Vec<SourceId> {
        paths.iter().map(|p| add(&mut sources, &folder.join(&p.value))).collect()
    };
    let (units, areas, calendars) = (all(&project.units), all(&project.areas), all(&project.calendars));
    let (registry, findings) = read(Some(id), &units, &areas, &calendars, &sources);
    let words: Vec<String> = findings.iter().map(|f| render(f, &sources, Lang::En)).collect();
    assert!(words.is_empty(), "{words:#?}");
    assert!(registry.areas.leaves() > 600 && registry.units.len() > 1500);
    let street = registry.units.role("街道办").unwrap();
    let place = registry.areas.find(&["石岩街道"], None).unwrap();
    let holder = registry.units.holder(street, registry.areas.get(place).low).unwrap();
    assert_eq!(registry.units.get(holder).name, "石岩街道办事处");
}
