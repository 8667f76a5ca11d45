//! Why a script stops.

/// What stopped it.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// Arguments.
    #[error("usage : huisclos-exchange CANAL SCRIPT")]
    Usage,
    /// A file.
    #[error("{file} : {reason}")]
    File {
        /// Which.
        file: String,
        /// Why.
        reason: std::io::Error,
    },
    /// A line of the script.
    #[error("ligne {line} : « {text} » n'est pas une instruction ; board/exchange/README.md les donne toutes")]
    Script {
        /// Which, from 1.
        line: usize,
        /// What stands there.
        text: String,
    },
    /// What was waited for did not come.
    #[error("{what} n'est pas venu en {ms} ms")]
    Late {
        /// What.
        what: String,
        /// How long it was waited for.
        ms: u64,
    },
    /// The channel.
    #[error(transparent)]
    Channel(#[from] huisclos_dahdi_sys::Error),
}
