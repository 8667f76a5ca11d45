//! What the law asks to be written down, from what the box does.

use super::{failed, opened};
use crate::cli::Common;
use crate::error::Error;
use crate::{settings, world};
use huisclos_agenda::PatientId;
use huisclos_call::Scripts;
use huisclos_store::{Access, By, Deed, Kind, Register, Surroundings, Why};
use jiff::civil::Date;
use std::path::Path;

/// Where the page answers: `huisclos_web` has two doors, `serve` (refuses anything but the loopback) and `serve_tls`, and asks
/// whoever comes to sign in.
pub(crate) const PAGE: &str = "cette machine en clair, le réseau du cabinet sous TLS seulement, à qui s'est identifié";

/// `audit`
pub(super) fn audit(
    common: &Common,
    from: Option<Date>,
    to: Option<Date>,
    patient: Option<PatientId>,
) -> Result<(), Error> {
    let (store, _) = opened(common)?;
    let (user, now) = (world::user(), world::now(common));
    let (from, to) = (from.unwrap_or(Date::MIN), to.unwrap_or(Date::MAX));
    if to < from {
        return Err(Error::Refused(format!("trace : --to {to} est avant --from {from}")));
    }
    let found = match patient {
        Some(patient) => store.accesses_of(patient),
        None => store.accesses(from, to),
    };
    let mut found = found.map_err(failed)?;
    found.retain(|seen| (from..=to).contains(&seen.at.date()));
    let of: Vec<PatientId> = patient.into_iter().collect();
    let (by, did, why) = (By::CommandLine(&user), Deed::Inspected, Why::Cabinet);
    let count = u32::try_from(found.len()).unwrap_or(u32::MAX);
    store.trace_and_settle(&Access { at: now, by, did, why, what: Kind::Trail, of: &of, count }).map_err(failed)?;
    for seen in found {
        if common.json {
            world::out(&serde_json::to_string(&seen).map_err(|e| Error::Store(e.to_string()))?);
            continue;
        }
        let at = seen.at.strftime("%d/%m/%Y %H:%M");
        let patients = if seen.patients == 0 { String::new() } else { format!(", {} patient(s)", seen.patients) };
        let (by, did, what, why) = (seen.by.said(), seen.did.said(), seen.what.said(), seen.why.said());
        world::out(&format!("{at}  {by} [{}] : {did} ({what}{patients}) ; {why}", seen.who));
    }
    Ok(())
}

/// `register`
pub(super) fn register(common: &Common, out: Option<&Path>) -> Result<(), Error> {
    written(common, out, |register| register.markdown())
}

/// `dpia`
pub(super) fn dpia(common: &Common, out: Option<&Path>) -> Result<(), Error> {
    written(common, out, |register| register.dpia())
}

fn written(common: &Common, out: Option<&Path>, text: impl Fn(&Register) -> String) -> Result<(), Error> {
    let cabinet = world::cabinet(common)?;
    let (store, key_in_file) = opened(common)?;
    let cabinet = settings::standing(&store, cabinet)?;
    let texts = settings::standing(&store, Scripts::default())?.texts(None);
    let around = Surroundings { key_in_file, page: PAGE, version: env!("CARGO_PKG_VERSION"), texts: &texts };
    let register = store.register(&cabinet, &around, world::now(common)).map_err(failed)?;
    if common.json {
        world::out(&serde_json::to_string(&register).map_err(|e| Error::Store(e.to_string()))?);
        return Ok(());
    }
    match out {
        Some(path) => {
            std::fs::write(path, text(&register)).map_err(|reason| Error::Write { path: path.to_path_buf(), reason })
        }
        None => {
            text(&register).lines().for_each(world::out);
            Ok(())
        }
    }
}
