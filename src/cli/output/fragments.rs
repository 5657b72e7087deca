//! What is the same in every record, written once: names of units, matters, duties.

use super::json::{escape, key, list, number};
use crate::cli::clock::Clock;
use fenbo::finding::Lang;
use fenbo::policy::Policy;
use fenbo::policy::duty::{Basis, DutyId};
use fenbo::policy::matter::MatterId;
use fenbo::policy::region::AttrId;
use fenbo::policy::registry::{RoleId, UnitId};
use fenbo::text::{Sources, Span};
use std::sync::{Arc, OnceLock};

/// JSON text.
type Json = Box<[u8]>;

/// JSON fragments of one policy, and what words need.
pub struct Fragments {
    pub policy: Arc<Policy>,
    pub lang: Lang,
    pub clock: Clock,
    sources: Sources,
    /// What stands before the names of files; data leaves it out, so that it is the same wherever the lists lie.
    folder: String,
    units: Vec<Json>,
    roles: Vec<Json>,
    matters: Vec<(Json, Json)>,
    /// What silence is taken for, by attribute.
    silences: Vec<Json>,
    /// Written when first needed: most runs meet few of the duties.
    duties: Vec<OnceLock<Json>>,
    pub hash: Json,
}

impl Fragments {
    pub fn new(policy: Arc<Policy>, sources: Sources, folder: String, clock: Clock, lang: Lang) -> Self {
        let quoted = |text: &str| {
            let mut out = Vec::with_capacity(text.len() + 2);
            escape(&mut out, text);
            out.into_boxed_slice()
        };
        let units = policy.registry().units.iter().map(|(_, u)| quoted(&u.name)).collect();
        let roles = policy.registry().units.roles().map(|(_, r)| quoted(&r.name)).collect();
        let matters = policy.matters().iter().map(|(_, m)| (quoted(&m.code), quoted(&m.name))).collect();
        let areas = &policy.registry().areas;
        let silences = policy.attributes().iter().map(|(_, a)| {
            let mut out = vec![b'{'];
            key(&mut out, "attribute");
            escape(&mut out, &a.name);
            key(&mut out, "value");
            escape(&mut out, &a.absent.map_or_else(String::new, |value| a.value_name(value, areas)));
            out.push(b'}');
            out.into_boxed_slice()
        });
        let silences = silences.collect();
        let duties = policy.duties().map(|_| OnceLock::new()).collect();
        let hash = quoted(policy.hash());
        Self { policy, lang, clock, sources, folder, units, roles, matters, silences, duties, hash }
    }

    /// The name of a unit as JSON.
    pub fn unit(&self, id: UnitId) -> &[u8] {
        self.units.get(id.0 as usize).map_or(b"null", |u| u)
    }

    /// The name of a role as JSON.
    pub fn role(&self, id: RoleId) -> &[u8] {
        self.roles.get(id.0 as usize).map_or(b"null", |r| r)
    }

    /// Code and name of a matter as JSON.
    pub fn matter(&self, id: MatterId) -> (&[u8], &[u8]) {
        self.matters.get(id.0 as usize).map_or((b"null", b"null"), |m| (&m.0, &m.1))
    }

    /// What silence about an attribute is taken for, as JSON.
    pub fn silence(&self, attr: AttrId) -> &[u8] {
        self.silences.get(usize::from(attr.0)).map_or(b"null", |s| s)
    }

    /// A duty as JSON: code, title, file, line, basis.
    pub fn duty(&self, id: DutyId) -> &[u8] {
        let Some(slot) = self.duties.get(id.0 as usize) else { return b"null" };
        slot.get_or_init(|| {
            let duty = self.policy.duty(id);
            let (file, line) = self.place(duty.span);
            let mut out = vec![b'{'];
            key(&mut out, "code");
            escape(&mut out, &duty.code);
            if let Some(title) = &duty.title {
                key(&mut out, "title");
                escape(&mut out, title);
            }
            key(&mut out, "file");
            escape(&mut out, &file);
            key(&mut out, "line");
            number(&mut out, line);
            key(&mut out, "basis");
            basis(&mut out, &duty.parts.basis);
            out.push(b'}');
            out.into_boxed_slice()
        })
    }

    /// File (from the project folder) and line of a place in the lists.
    pub fn place(&self, span: Span) -> (String, u64) {
        let place = self.sources.place(span);
        let file = match place.file.strip_prefix(&*self.folder) {
            Some(rest) if !self.folder.is_empty() => rest.trim_start_matches('/'),
            _ => &place.file,
        };
        (file.to_owned(), place.line as u64)
    }
}

/// Legal bases as JSON; one that is still to be found is `null`.
pub fn basis(out: &mut Vec<u8>, basis: &[Basis]) {
    list(out, basis, |out, one| match one {
        Basis::Cited { instrument, article: None } => escape(out, instrument),
        Basis::Cited { instrument, article: Some(article) } => {
            escape(out, &format!("{instrument}{article}"));
        }
        Basis::ToConfirm => out.extend_from_slice(b"null"),
    });
}
