use std::fmt::{self, Display};
use std::path::Path;

/// Why a command ends without its result: one sentence for a person.
#[derive(Debug)]
pub enum Failure {
    /// The command line makes no sense.
    Usage(String),
    /// It made sense and could not be done.
    Failed(String),
}

impl Failure {
    /// Something about a file.
    pub fn file(path: &Path, reason: impl Display) -> Self {
        Self::Failed(format!("{}: {reason}", path.display()))
    }

    /// Something about no file.
    pub fn failed(reason: impl Display) -> Self {
        Self::Failed(reason.to_string())
    }
}

impl Display for Failure {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (Self::Usage(sentence) | Self::Failed(sentence)) = self;
        formatter.write_str(sentence)
    }
}
