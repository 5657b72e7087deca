//! A complaint as the router takes it: a matter and facts, bound to the policy's numbers.

use super::Router;
use super::lexicon::Lexicon;
use crate::facts::{Facts, Origin};
use crate::finding::Lang;
use crate::policy::attribute::NoValue;
use crate::policy::duty::in_effect;
use crate::policy::intervals::Intervals;
use crate::policy::matter::MatterId;
use crate::policy::region::AttrId;
use jiff::civil::DateTime;

/// One complaint. Reuse it with [`clear`](Self::clear): then neither filling nor routing it allocates.
#[derive(Debug, Clone)]
pub struct Complaint<'r> {
    pub(super) router: &'r Router,
    pub(super) matter: Option<MatterId>,
    pub(super) facts: Facts,
    pub(super) received: Option<DateTime>,
    pub(super) occurred: Option<DateTime>,
}

/// Why something in a complaint does not fit the lists.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Misfit {
    /// No matter of this code, name or path.
    NoMatter {
        /// As written.
        word: String,
        /// Something close.
        near: Option<String>,
    },
    /// The matter is not in effect in this edition.
    MatterNotInEffect {
        /// Its code.
        code: String,
    },
    /// No attribute of this name. Harmless: nothing in the lists can ask for it.
    NoAttribute {
        /// As written.
        name: String,
        /// Something close.
        near: Option<String>,
    },
    /// Not a value of the attribute.
    NoValue {
        /// The attribute.
        attribute: String,
        /// As written.
        word: String,
        /// Something close.
        near: Option<String>,
    },
    /// Several values of this name: a path is needed.
    Ambiguous {
        /// The attribute.
        attribute: String,
        /// As written.
        word: String,
        /// Those of this name.
        all: Vec<String>,
    },
    /// The values told of one attribute exclude each other.
    Contradiction {
        /// The attribute.
        attribute: String,
        /// The value that left nothing.
        word: String,
    },
}

impl Misfit {
    /// A stable key for data.
    pub fn key(&self) -> &'static str {
        match self {
            Self::NoMatter { .. } => "unknown_matter",
            Self::MatterNotInEffect { .. } => "matter_not_in_effect",
            Self::NoAttribute { .. } => "unknown_attribute",
            Self::NoValue { .. } => "unknown_value",
            Self::Ambiguous { .. } => "ambiguous_value",
            Self::Contradiction { .. } => "contradiction",
        }
    }

    /// What happened and what to do.
    pub fn text(&self, lang: Lang) -> String {
        let zh = lang == Lang::Zh;
        let near_of = |near: &Option<String>| {
            near.as_ref().map_or_else(String::new, |n| {
                if zh { format!("，是不是「{n}」？") } else { format!("; did you mean \"{n}\"?") }
            })
        };
        match self {
            Self::NoMatter { word, near } if zh => {
                format!("没有编码、名称或路径为「{word}」的事项{}", near_of(near))
            }
            Self::NoMatter { word, near } => {
                format!("there is no matter with the code, name or path \"{word}\"{}", near_of(near))
            }
            Self::MatterNotInEffect { code } if zh => format!("事项 {code} 在这个版次里不生效"),
            Self::MatterNotInEffect { code } => format!("matter {code} is not in effect in this edition"),
            Self::NoAttribute { name, near } if zh => {
                format!("清单里没有名为「{name}」的要素{}", near_of(near))
            }
            Self::NoAttribute { name, near } => {
                format!("the lists have no attribute \"{name}\"{}", near_of(near))
            }
            Self::NoValue { attribute, word, near } if zh => {
                format!("「{word}」不是「{attribute}」的取值{}", near_of(near))
            }
            Self::NoValue { attribute, word, near } => {
                format!("\"{word}\" is not a value of \"{attribute}\"{}", near_of(near))
            }
            Self::Ambiguous { attribute, word, all } if zh => {
                format!("「{attribute}」里的「{word}」不止一个，请写路径：{}", all.join("、"))
            }
            Self::Ambiguous { attribute, word, all } => {
                format!("\"{word}\" is several values of \"{attribute}\"; write the path: {}", all.join(", "))
            }
            Self::Contradiction { attribute, word } if zh => {
                format!("「{attribute}」的几个说法互相矛盾：「{word}」与前面的不能同时成立")
            }
            Self::Contradiction { attribute, word } => {
                format!(
                    "what is told of \"{attribute}\" is contradictory: \"{word}\" excludes what came before"
                )
            }
        }
    }
}

impl std::fmt::Display for Misfit {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.text(Lang::En))
    }
}

impl std::error::Error for Misfit {}

impl<'r> Complaint<'r> {
    pub(super) fn new(router: &'r Router) -> Self {
        let facts = Facts::silent(&router.policy.attributes);
        Self { router, matter: None, facts, received: None, occurred: None }
    }

    /// Forgets everything, for the next complaint.
    pub fn clear(&mut self) {
        self.matter = None;
        self.facts.clear(&self.router.policy.attributes);
        self.received = None;
        self.occurred = None;
    }

    /// Names the matter by code, name, alias or path. A code is found in constant time.
    pub fn matter(&mut self, word: &str) -> Result<(), Misfit> {
        let found = self.lexicon().matter(word).or_else(|| self.router.policy.matters.one(word));
        let Some(id) = found else {
            // A node is no matter.
            let near = self.router.policy.matters.suggest(word).filter(|n| n != word);
            return Err(Misfit::NoMatter { word: word.to_owned(), near });
        };
        self.enter(id)
    }

    /// Names the matter by number.
    pub(crate) fn enter(&mut self, id: MatterId) -> Result<(), Misfit> {
        let matter = self.router.policy.matters.get(id);
        if !in_effect(matter.valid, self.router.day) {
            return Err(Misfit::MatterNotInEffect { code: matter.code.clone() });
        }
        self.matter = Some(id);
        Ok(())
    }

    /// Tells a fact by names. Of the built-in place, 区, 街道, 社区 are other names: told one after the other they narrow
    /// it down. A name that several places have is settled by what was told before it.
    pub fn fact(&mut self, name: &str, value: &str) -> Result<(), Misfit> {
        let (attr, level) = self.attribute(name)?;
        match self.lexicon().values(attr, level, value) {
            Some(set) => self.tell(attr, set, value),
            None => {
                let set = self.spell(attr, level, value)?;
                self.tell(attr, &set, value)
            }
        }
    }

    /// Tells that the value is one of several.
    pub fn fact_among<'v>(
        &mut self,
        name: &str,
        values: impl IntoIterator<Item = &'v str>,
    ) -> Result<(), Misfit> {
        let (attr, level) = self.attribute(name)?;
        let mut ranges = Vec::new();
        let mut words = Vec::new();
        for value in values {
            let set = match self.lexicon().values(attr, level, value) {
                Some(set) => set.clone(),
                None => self.spell(attr, level, value)?,
            };
            ranges.extend_from_slice(set.ranges());
            words.push(value);
        }
        let set = Intervals::union_of(ranges);
        self.tell(attr, &set, &words.join("、"))
    }

    /// Tells that a fact is not known, so that silence is not taken for a value.
    pub fn unknown(&mut self, name: &str) -> Result<(), Misfit> {
        let (attr, _) = self.attribute(name)?;
        self.facts.unknown(attr, self.router.policy.attributes.size(attr));
        Ok(())
    }

    /// When it came in, in the city's time: deadlines count from here.
    pub fn received(&mut self, at: DateTime) {
        self.received = Some(at);
    }

    /// When it happened, in the city's time: attributes of type 时刻 and 日类 that were not told follow from it.
    pub fn occurred(&mut self, at: DateTime) {
        self.occurred = Some(at);
        let policy = &self.router.policy;
        let minutes = at.hour() as u32 * 60 + at.minute() as u32;
        let class = policy.registry.calendar.day_class(at.date());
        for (attrs, value) in [(&self.router.clocks, minutes), (&self.router.day_classes, class)] {
            for &attr in attrs {
                if self.facts.origin(attr) < Origin::Inferred {
                    let set = Intervals::single(value);
                    self.facts.learn(attr, &set, Origin::Inferred);
                }
            }
        }
    }

    /// Learns what was read of an attribute in a text or on a map: a set of possible values. What was told goes before it, and so does
    /// what follows from that. Gives whether something was learned.
    pub fn read(&mut self, attr: AttrId, set: &Intervals) -> bool {
        self.facts.origin(attr) < Origin::Inferred && !set.is_empty() && self.tell(attr, set, "").is_ok()
    }

    /// The router that it is for.
    pub fn router(&self) -> &'r Router {
        self.router
    }

    /// The matter, once named.
    pub fn matter_id(&self) -> Option<MatterId> {
        self.matter
    }

    /// The facts so far.
    pub fn facts(&self) -> &Facts {
        &self.facts
    }

    /// Tells a fact by numbers.
    pub(crate) fn learn(&mut self, attr: AttrId, set: &Intervals) -> Result<(), Misfit> {
        self.tell(attr, set, "")
    }

    /// Puts a set in the place of whatever is known of an attribute, silence included.
    pub(crate) fn assert(&mut self, attr: AttrId, set: &Intervals) {
        self.facts.replace(attr, set);
    }

    /// Names the matter by number, in effect or not.
    pub(crate) fn set_matter(&mut self, id: MatterId) {
        self.matter = Some(id);
    }

    fn lexicon(&self) -> &'r Lexicon {
        &self.router.lexicon
    }

    fn attribute(&self, name: &str) -> Result<(AttrId, Option<usize>), Misfit> {
        let attributes = &self.router.policy.attributes;
        self.lexicon()
            .attribute(name)
            .or_else(|| attributes.find(name))
            .ok_or_else(|| Misfit::NoAttribute { name: name.to_owned(), near: attributes.suggest(name) })
    }

    fn spell(&self, attr: AttrId, level: Option<usize>, word: &str) -> Result<Intervals, Misfit> {
        let policy = &self.router.policy;
        let attribute = policy.attributes.get(attr);
        let areas = &policy.registry.areas;
        attribute
            .values_of(word, level, areas)
            .or_else(|error| {
                let NoValue::Ambiguous(all) = &error else { return Err(error) };
                self.settled(attr, all).ok_or(error)
            })
            .map_err(|error| {
                // 石岩街道 is an area, but no district: what it is not is a value of the level.
                let name = level.and_then(|l| areas.levels().get(l)).unwrap_or(&attribute.name);
                let (attribute, word) = (name.clone(), word.to_owned());
                match error {
                    NoValue::Unknown(near) => {
                        let near = near.filter(|n| *n != word);
                        Misfit::NoValue { attribute, word, near }
                    }
                    NoValue::Ambiguous(all) => Misfit::Ambiguous { attribute, word, all },
                }
            })
    }

    /// Of several places of one name the one that fits what was told already: 东街 in 西区.
    fn settled(&self, attr: AttrId, all: &[String]) -> Option<Intervals> {
        if self.facts.origin(attr) != Origin::Told {
            return None;
        }
        let policy = &self.router.policy;
        let (attribute, known) = (policy.attributes.get(attr), self.facts.get(attr));
        let meant =
            all.iter().filter_map(|path| attribute.values_of(path, None, &policy.registry.areas).ok());
        let mut meant = meant.filter(|set| !set.intersect(&known).is_empty());
        meant.next().filter(|_| meant.next().is_none())
    }

    fn tell(&mut self, attr: AttrId, set: &Intervals, word: &str) -> Result<(), Misfit> {
        if !self.facts.learn(attr, set, Origin::Told) {
            let attribute = self.router.policy.attributes.get(attr).name.clone();
            return Err(Misfit::Contradiction { attribute, word: word.to_owned() });
        }
        if attr == self.router.area {
            self.infer_jurisdictions();
        }
        Ok(())
    }

    /// A place that lies in known jurisdictions narrows their attributes, unless those were told.
    fn infer_jurisdictions(&mut self) {
        for (attr, members) in &self.router.jurisdictions {
            if self.facts.origin(*attr) == Origin::Told {
                continue;
            }
            let place = self.facts.get(self.router.area);
            if let Some(set) = members.of(&place) {
                self.facts.learn(*attr, set.as_ref(), Origin::Inferred);
            }
        }
    }
}
