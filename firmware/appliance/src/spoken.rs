//! The events of a call as lines for a person at a terminal.

use huisclos_agenda::Purpose;
use huisclos_ports::{By, CallerId, Report, Seat, What, in_french};

/// What is shown of an event; `None` for what only programs want.
pub fn line(report: &Report) -> Option<String> {
    let text = match &report.what {
        What::Ring { from: CallerId::Number(number) } => format!("☎  appel du {}", number.open(Purpose::CommandLine).0),
        What::Ring { from: CallerId::Withheld } => "☎  appel d'un numéro masqué".into(),
        What::Ring { from: CallerId::Unavailable } => "☎  appel sans numéro".into(),
        What::Answered => "   la boîte décroche".into(),
        What::Said { text, interrupted, .. } => {
            format!("B  {}{}", text.open(Purpose::CommandLine), if *interrupted { " — (coupée)" } else { "" })
        }
        What::Heard { text, confidence, compute_ms, .. } => {
            let text = text.open(Purpose::CommandLine);
            let text = if text.is_empty() { "(rien d'intelligible)" } else { text };
            format!("A  {text}   [{:.0} %, {compute_ms} ms]", confidence * 100.0)
        }
        What::Listening { .. } | What::Understood { .. } | What::Hearing { .. } | What::Saying { .. } => return None,
        What::Offered { slots } => {
            let hours: Vec<_> = slots.iter().map(|s| s.start.strftime("%d/%m %H:%M").to_string()).collect();
            format!("   propose {}", hours.join(" ou "))
        }
        What::Booked { appointment } => format!("✔  noté : {}", when(&appointment.slot)),
        What::Moved { appointment } => format!("✔  déplacé : {}", when(&appointment.slot)),
        What::Cancelled { .. } => "✔  annulé".into(),
        What::Confirmed { .. } => "✔  confirmé".into(),
        What::Consent { given, .. } => format!("   consentement {}", if *given { "donné" } else { "refusé" }),
        What::Transferred { .. } => "   transféré au combiné".into(),
        What::Note { .. } => "✎  une note est dans la boîte de réception".into(),
        What::Enlisted => "✔  inscrit sur la liste d'attente".into(),
        What::Rated { mark } => format!("   note donnée : {mark}"),
        What::TakenOver { seat: Seat::Handset, .. } => "   le combiné a pris l'appel".into(),
        What::TakenOver { seat: Seat::Desk, .. } => "   la page a pris l'appel".into(),
        What::HandedBack { gone: false, .. } => "   l'appel est rendu à la boîte".into(),
        What::HandedBack { gone: true, .. } => "   la page est coupée : la boîte reprend l'appel".into(),
        What::Whispered { text, .. } => format!("S  (souffle) {}", text.open(Purpose::CommandLine)),
        What::HungUp { by: By::Caller } => "   l'appelant raccroche".into(),
        What::HungUp { by: By::Us } => "   la boîte raccroche".into(),
        What::Over { seconds, outcome, .. } => format!("   fin : {}, {seconds:.0} s", in_french(*outcome)),
    };
    Some(format!("{:>6.1} s  {text}", report.t_ms as f64 / 1000.0))
}

fn when(slot: &huisclos_agenda::Slot) -> String {
    format!("{} ({} min, {})", slot.start.strftime("%d/%m/%Y à %H:%M"), slot.minutes, slot.practitioner)
}
