//! What the box can ask.

use crate::texts::Sentence;
use huisclos_speech::Asking;

/// A question. Each has its sentence with variants for asking again, and the ear's word for it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Question {
    /// What can I do for you?
    Open,
    /// Anything else?
    More,
    /// May I keep what you tell me?
    Consent,
    /// For what?
    Motif,
    /// With whom?
    Practitioner,
    /// When?
    Date,
    /// Which of these (or: this one)?
    Slot,
    /// Family name?
    LastName,
    /// Is it spelled so?
    SpellBack,
    /// First name?
    FirstName,
    /// Birth date?
    BirthDate,
    /// May I use the number you call from?
    OfferPhone,
    /// Which number?
    Phone,
    /// Is this the number?
    ReadPhone,
    /// Is all this right?
    Recap,
    /// Is this new time right?
    RecapMove,
    /// What is wrong in it?
    Wrong,
    /// Which of these appointments?
    Which,
    /// Shall I really give it back?
    CancelSure,
    /// Will you be there?
    Present,
    /// Then move it or give it back?
    MoveOrCancel,
    /// What shall I pass on?
    Dictation,
    /// One to five?
    Rating,
    /// A word to go with the mark?
    Comment,
    /// On the waiting list?
    WaitList,
}

/// How keys answer a question.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Keys {
    /// 1 is yes, 2 is no.
    YesNo,
    /// The rank.
    Rank,
    /// Ten digits.
    Phone,
    /// Day, month, year: eight digits.
    BirthDate,
    /// What the call is about.
    Menu,
    /// 1 to 5.
    Rating,
    /// Cannot be keyed.
    None,
}

impl Question {
    /// Every question.
    pub const ALL: [Question; 25] = [
        Question::Open,
        Question::More,
        Question::Consent,
        Question::Motif,
        Question::Practitioner,
        Question::Date,
        Question::Slot,
        Question::LastName,
        Question::SpellBack,
        Question::FirstName,
        Question::BirthDate,
        Question::OfferPhone,
        Question::Phone,
        Question::ReadPhone,
        Question::Recap,
        Question::RecapMove,
        Question::Wrong,
        Question::Which,
        Question::CancelSure,
        Question::Present,
        Question::MoveOrCancel,
        Question::Dictation,
        Question::Rating,
        Question::Comment,
        Question::WaitList,
    ];

    /// The ear's word (`interfaces.md`).
    pub fn asking(self) -> Asking {
        match self {
            Self::Open => Asking::Open,
            Self::Consent => Asking::Consent,
            Self::Motif => Asking::Motif,
            Self::Practitioner => Asking::Practitioner,
            Self::Date => Asking::Date,
            Self::Slot => Asking::Slot,
            Self::LastName => Asking::LastName,
            Self::FirstName => Asking::FirstName,
            Self::BirthDate => Asking::BirthDate,
            Self::Phone => Asking::Phone,
            Self::SpellBack
            | Self::OfferPhone
            | Self::ReadPhone
            | Self::Recap
            | Self::RecapMove
            | Self::CancelSure
            | Self::Present
            | Self::WaitList => Asking::Confirm,
            Self::Wrong | Self::Which | Self::MoveOrCancel => Asking::Choice,
            Self::More | Self::Dictation | Self::Comment => Asking::Other,
            Self::Rating => Asking::Rating,
        }
    }

    /// How keys answer it.
    pub fn keys(self) -> Keys {
        match self {
            Self::Open | Self::More => Keys::Menu,
            Self::Slot | Self::Wrong | Self::Which | Self::MoveOrCancel | Self::Motif | Self::Practitioner => {
                Keys::Rank
            }
            Self::BirthDate => Keys::BirthDate,
            Self::Phone => Keys::Phone,
            Self::Rating => Keys::Rating,
            Self::LastName | Self::FirstName | Self::Date | Self::Dictation | Self::Comment => Keys::None,
            _ => Keys::YesNo,
        }
    }

    /// True when the answer is yes or no.
    pub fn is_yes_or_no(self) -> bool {
        self == Self::Consent || self.asking() == Asking::Confirm
    }

    /// True when its answer says who the patient is.
    pub(crate) fn is_about_the_person(self) -> bool {
        matches!(
            self,
            Self::LastName
                | Self::SpellBack
                | Self::FirstName
                | Self::BirthDate
                | Self::OfferPhone
                | Self::Phone
                | Self::ReadPhone
        )
    }

    /// True when whatever is said is a message for somebody else: nothing in it is a wish of this call.
    pub(crate) fn takes_a_message(self) -> bool {
        matches!(self, Self::Dictation | Self::Comment)
    }

    /// True when the question itself says when the appointment is.
    pub(crate) fn tells_an_hour(self) -> bool {
        matches!(self, Self::Slot | Self::Recap | Self::RecapMove | Self::CancelSure | Self::Present)
    }

    /// True when the caller, having said something else that was wanted, is asked it in other words. A choice or a number
    /// that is read back is said again as it is now.
    pub(crate) fn may_be_rephrased(self) -> bool {
        matches!(
            self,
            Self::Consent
                | Self::Motif
                | Self::Practitioner
                | Self::Date
                | Self::LastName
                | Self::FirstName
                | Self::BirthDate
                | Self::OfferPhone
                | Self::Phone
        )
    }

    /// Its sentence.
    pub(crate) fn sentence(self) -> Sentence {
        match self {
            Self::Open => Sentence::AskOpen,
            Self::More => Sentence::AskMore,
            Self::Consent => Sentence::AskConsent,
            Self::Motif => Sentence::AskMotif,
            Self::Practitioner => Sentence::AskPractitioner,
            Self::Date => Sentence::AskDate,
            Self::Slot => Sentence::AskSlot,
            Self::LastName => Sentence::AskLastName,
            Self::SpellBack => Sentence::AskSpellBack,
            Self::FirstName => Sentence::AskFirstName,
            Self::BirthDate => Sentence::AskBirthDate,
            Self::OfferPhone => Sentence::AskOfferPhone,
            Self::Phone => Sentence::AskPhone,
            Self::ReadPhone => Sentence::AskReadPhone,
            Self::Recap => Sentence::AskRecap,
            Self::RecapMove => Sentence::AskRecapMove,
            Self::Wrong => Sentence::AskWrong,
            Self::Which => Sentence::AskWhich,
            Self::CancelSure => Sentence::AskCancelSure,
            Self::Present => Sentence::AskPresent,
            Self::MoveOrCancel => Sentence::AskMoveOrCancel,
            Self::Dictation => Sentence::AskDictation,
            Self::Rating => Sentence::AskRating,
            Self::Comment => Sentence::AskComment,
            Self::WaitList => Sentence::AskWaitList,
        }
    }
}
