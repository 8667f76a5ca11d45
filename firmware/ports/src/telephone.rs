//! The browser as a telephone: a call typed to the cabinet, to try the box.

/// One typed call at a time.
pub trait Telephone: Send + Sync + 'static {
    /// Starts a typed call from a number (`None`: withheld), or says why not.
    ///
    /// # Errors
    /// One sentence that says why not.
    fn dial(&self, from: Option<String>) -> Result<(), String>;

    /// A line typed by the caller (`/key *`, `/hangup` as on the command line).
    ///
    /// # Errors
    /// One sentence, when no call is going on.
    fn type_line(&self, line: String) -> Result<(), String>;
}
