//! Why a board file is refused.

/// Which key, what is wrong with it, and what to write.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Error {
    /// Something else was given in its place.
    #[error("le fichier fait {bytes} octets, plus que les {} admis ; donnez celui de la carte", crate::BYTES_MAX)]
    TooLong {
        /// How long it is.
        bytes: usize,
    },
    /// No TOML.
    #[error("ligne {line} : l'écriture n'est pas du TOML ; comparez avec board/dahdi-example.toml")]
    NotToml {
        /// Which line, from 1.
        line: usize,
    },
    /// A key that must be there.
    #[error("« {key} » manque ; écrivez {write}")]
    Missing {
        /// Which.
        key: String,
        /// What to write.
        write: String,
    },
    /// A key that is not one.
    #[error("« {key} » n'est pas une clé de ce fichier ; les clés admises ici sont : {known}")]
    Unknown {
        /// Which.
        key: String,
        /// The keys there are at that place.
        known: String,
    },
    /// A value that cannot be.
    #[error("« {key} » vaut {found} ; écrivez {write}")]
    Wrong {
        /// Which key.
        key: String,
        /// What stands there.
        found: String,
        /// What to write.
        write: String,
    },
    /// Two keys that cannot both be.
    #[error("« {key} » : {why} ; {remedy}")]
    Against {
        /// Which key.
        key: String,
        /// What it goes against.
        why: String,
        /// What to do.
        remedy: String,
    },
}
