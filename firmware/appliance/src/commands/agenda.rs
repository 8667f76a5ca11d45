//! `huisclos agenda list`.

use crate::book::Book;
use crate::cli::{Agenda, AgendaAction, Common};
use crate::error::Error;
use crate::world;
use huisclos_agenda::{MadeBy, Purpose, Status};
use jiff::ToSpan;
use serde_json::json;

/// Days listed when no end is given: what a secretary looks ahead.
const DAYS_AHEAD: i32 = 60;

/// # Errors
/// The store cannot be read, or the days are the wrong way round.
pub fn run(common: &Common, options: &Agenda) -> Result<(), Error> {
    let AgendaAction::List { from, to } = options.action;
    let from = from.unwrap_or(world::now(common).date());
    let to = to.unwrap_or_else(|| from.checked_add(DAYS_AHEAD.days()).unwrap_or(from));
    if to < from {
        return Err(Error::Refused(format!("agenda : --to {to} est avant --from {from}")));
    }
    for (appointment, patient) in Book::open(common)?.appointments(from, to)? {
        let slot = &appointment.slot;
        let status = match appointment.status {
            Status::Booked => "booked",
            Status::Confirmed => "confirmed",
            Status::Cancelled => "cancelled",
        };
        let made_by = match appointment.made_by {
            MadeBy::Box => "box",
            MadeBy::Secretary => "secretary",
        };
        let start = slot.start.strftime("%Y-%m-%dT%H:%M").to_string();
        world::out(&if common.json {
            json!({
                "appointment": appointment.id.to_string(), "start": start, "minutes": slot.minutes,
                "practitioner": slot.practitioner.0, "motif": slot.motif.0, "patient": appointment.patient.to_string(),
                "status": status, "made_by": made_by, "name": patient.open(Purpose::CommandLine),
            })
            .to_string()
        } else {
            let name = patient.open(Purpose::CommandLine);
            let start = slot.start.strftime("%d/%m/%Y %H:%M");
            format!(
                "{start}  {:>2} min  {:<10}  {:<26}  {name}  ({status})",
                slot.minutes, slot.practitioner.0, slot.motif.0
            )
        });
    }
    Ok(())
}
