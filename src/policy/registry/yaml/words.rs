//! Words that several findings share, in both languages.

/// A message in both languages.
#[derive(Debug, Clone)]
pub(in super::super) struct Both {
    /// In Chinese.
    pub zh: String,
    /// In English.
    pub en: String,
}

/// A message in both languages.
pub(in super::super) fn both(zh: impl Into<String>, en: impl Into<String>) -> Both {
    Both { zh: zh.into(), en: en.into() }
}

impl Both {
    /// Adds a question for the nearest name, if there is one.
    #[must_use]
    pub fn suggest(mut self, name: Option<&str>) -> Self {
        if let Some(name) = name {
            self.zh = format!("{}是不是「{name}」？", self.zh);
            self.en = format!("{} Did you mean `{name}`?", self.en);
        }
        self
    }
}
