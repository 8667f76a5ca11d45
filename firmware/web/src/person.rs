//! A person, as a form asks: names, birth date, number.

use crate::french;
use crate::layout::field;
use huisclos_agenda::{Identity, Phone, Private, Purpose};
use jiff::civil::Date;
use maud::{Markup, html};
use serde::Deserialize;

/// A person, as a form asks.
#[derive(Deserialize, Default, Clone)]
#[serde(default)]
pub struct Typed {
    /// What was searched.
    pub q: String,
    nom: String,
    prenom: String,
    naissance: String,
    telephone: String,
}

impl Typed {
    /// As the card has it.
    pub fn of(identity: &Identity) -> Self {
        Self {
            q: String::new(),
            nom: french::shown(&identity.last_name),
            prenom: french::shown(&identity.first_name),
            naissance: identity.birth_date.open(Purpose::Page).to_string(),
            telephone: identity.phone.as_ref().map(|p| french::phone(&p.open(Purpose::Page).0)).unwrap_or_default(),
        }
    }

    /// True once a field of a new patient was filled.
    pub fn is_begun(&self) -> bool {
        [&self.nom, &self.prenom, &self.naissance, &self.telephone].iter().any(|f| !f.trim().is_empty())
    }

    /// The identity, or one sentence that names the field.
    pub fn identity(&self, today: Date) -> Result<Identity, String> {
        self.read(today).map_err(|(_, sentence)| sentence)
    }

    /// The first field that does not do, by its name.
    pub fn wrong(&self, today: Date) -> Option<&'static str> {
        self.read(today).err().map(|(name, _)| name)
    }

    fn read(&self, today: Date) -> Result<Identity, (&'static str, String)> {
        let name = |field: &'static str, text: &str, what: &str| {
            let text = text.trim();
            let good = french::plain(text) == text && text.chars().any(char::is_alphabetic);
            if good {
                Ok(Private::new(text.to_string()))
            } else {
                Err((field, format!("Écrivez {what} : des lettres, 60 au plus.")))
            }
        };
        let birth = french::typed_date(&self.naissance).filter(|d| *d <= today && d.year() > 1890);
        let phone = match self.telephone.trim() {
            "" => Ok(None),
            typed => french::e164(typed).map(|number| Some(Private::new(Phone(number)))).ok_or(()),
        };
        // In the form's order: the first one is where the keys are put.
        Ok(Identity {
            last_name: name("nom", &self.nom, "le nom de famille")?,
            first_name: name("prenom", &self.prenom, "le prénom")?,
            birth_date: Private::new(
                birth.ok_or(("naissance", "Donnez la date de naissance, par exemple 12/03/1964.".to_string()))?,
            ),
            phone: phone.map_err(|()| {
                ("telephone", "Le téléphone ne convient pas ; écrivez par exemple 06 12 34 56 78.".to_string())
            })?,
        })
    }

    /// The fields; the one that is `wrong` is told apart, and has the keys.
    pub fn fields(&self, wrong: Option<&str>) -> Markup {
        let at = |name: &str| wrong == Some(name);
        let bad = |name: &str| at(name).then_some("true");
        html! {
            div.deux {
                (field("Nom", None, html! { input name="nom" value=(self.nom) maxlength="60" spellcheck="false" aria-invalid=[bad("nom")] autofocus[at("nom")]; }))
                (field("Prénom", None, html! { input name="prenom" value=(self.prenom) maxlength="60" spellcheck="false" aria-invalid=[bad("prenom")] autofocus[at("prenom")]; }))
            }
            div.deux {
                (field("Né(e) le", Some("jj/mm/aaaa"), html! { input name="naissance" value=(date_shown(&self.naissance)) maxlength="10" inputmode="numeric" aria-invalid=[bad("naissance")] autofocus[at("naissance")]; }))
                (field("Téléphone", None, html! { input name="telephone" value=(self.telephone) maxlength="20" inputmode="tel" aria-invalid=[bad("telephone")] autofocus[at("telephone")]; }))
            }
        }
    }
}

fn date_shown(typed: &str) -> String {
    french::typed_date(typed).map_or_else(|| typed.chars().take(10).collect(), french::figures)
}
