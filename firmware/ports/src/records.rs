//! What is kept of the calls, for figures: it names nobody.

use crate::book::Refused;
use huisclos_quality::CallRecord;
use jiff::civil::Date;

/// The calls of some days.
pub trait Records: Send + Sync + 'static {
    /// Calls whose first ring was on these days, both inclusive, in order.
    ///
    /// # Errors
    /// The store cannot be read.
    fn calls(&self, from: Date, to: Date) -> Result<Vec<CallRecord>, Refused>;
}
