//! `fenbo new`, by the real binary.

#[path = "cli/mod.rs"]
mod cli;

use cli::{fenbo, folder, run};
use std::fs;

#[test]
fn a_smaller_city_reads_checks_and_passes_its_cases() {
    let at = folder("new-city").join("明城");
    let ran = run(fenbo()
        .args(["new", "--categories", "18,市容环卫", "--districts", "盐田区", "--as-of", "2026-11-24"])
        .arg(&at));
    assert_eq!(ran.code, Some(0), "{}", ran.err);
    assert!(ran.err.contains("is there: "), "{}", ran.err);
    for name in ["fenbo.yaml", "fenbo.lock", "README.md", "registry/areas.yaml"] {
        assert!(at.join(name).is_file(), "{name}");
    }
    assert!(fs::read_to_string(at.join("fenbo.yaml")).unwrap().contains("city: 明城"));
    let areas = fs::read_to_string(at.join("registry/areas.yaml")).unwrap();
    assert!(areas.contains("盐田区") && !areas.contains("福田区"), "{areas}");
    let lists = |command: &str| run(fenbo().args([command, "--as-of", "2026-11-24", "--lists"]).arg(&at));
    let checked = lists("check");
    assert_eq!(checked.code, Some(0), "{}{}", checked.out, checked.err);
    let tested = lists("test");
    assert_eq!(tested.code, Some(0), "{}", tested.out);
    assert!(!tested.out.contains("0 cases"), "{}", tested.out);
}

#[test]
fn nothing_is_written_over_and_what_is_not_there_is_named() {
    let at = folder("new-taken");
    fs::write(at.join("mine.txt"), "mine").unwrap();
    let ran = run(fenbo().arg("new").arg(&at));
    assert_eq!(ran.code, Some(2));
    assert!(ran.err.contains("no empty folder"), "{}", ran.err);
    let ran = run(fenbo().args(["new", "--categories", "市容环位"]).arg(at.join("x")));
    assert_eq!(ran.code, Some(2));
    assert!(ran.err.contains("did you mean \"市容环卫\"?") && ran.err.contains("水务"), "{}", ran.err);
    let ran = run(fenbo().args(["new", "--city", "a: b"]).arg(at.join("y")));
    assert_eq!(ran.code, Some(2));
    assert!(!at.join("x").exists() && !at.join("y").exists());
}
