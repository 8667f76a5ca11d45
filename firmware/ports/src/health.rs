//! How the box is, as the page asks for it: what is wrong, worst first, without patient data.

use crate::renewal::Renewal;
pub use huisclos_operator::{Destination, Egress, Finding, Grade};
use std::sync::Arc;

/// The running box.
pub trait Health: Send + Sync + 'static {
    /// Everything to know, worst first.
    fn findings(&self) -> Vec<Finding>;

    /// Each line with what goes on there.
    fn lines(&self) -> Vec<(String, String)>;

    /// What left the cabinet's network, and what wanted to.
    fn egress(&self) -> Egress;

    /// Its update, where the page can bring one.
    fn renewal(&self) -> Option<Arc<dyn Renewal>> {
        None
    }
}

/// No box runs behind this page (a demonstration, a test).
impl Health for () {
    fn findings(&self) -> Vec<Finding> {
        Vec::new()
    }

    fn lines(&self) -> Vec<(String, String)> {
        Vec::new()
    }

    fn egress(&self) -> Egress {
        Egress::default()
    }
}
