//! Every bound of a call, with the sentence that says why.

/// A line that has told by then neither a number, nor a second burst, nor that the caller gave up (which takes it 12 s at
/// most) cannot tell, and is answered.
pub const ANSWER_MS_MAX: u64 = 13_000;
/// The box answers with a burst, never between two: who has left since the last one must not be answered. Bursts come every
/// 5 or 6 s; a line that tells no more of them, nor that the caller gave up, is answered after this.
pub const BURST_MS_MAX: u64 = 10_000;
/// A burst that comes that much before the time for which the handset rings first is over is the one to answer with: the
/// next may be 6 s away.
pub const BURST_EARLY_MS: u64 = 2_500;
/// A line that does not say it is off-hook by then is taken to be: the caller must hear something.
pub const PICK_UP_MS_MAX: u64 = 2_000;
/// Longest sentence: the greeting, slowly, takes some 25 s. Past that the end was lost.
pub const SAYING_MS_MAX: u64 = 60_000;
/// Silence after a question before it is asked again; old callers need five to six seconds to begin.
pub const SILENCE_MS: u64 = 8_000;
/// The same for who asked to be spoken to slowly, or is looking for words to dictate.
pub const SILENCE_SLOW_MS: u64 = 12_000;
/// Silences to one question before the goodbye: asked again, then softer.
pub const SILENCES_MAX: u8 = 2;
/// A turn with its transcription; past that the ear was lost and the question is asked again.
pub const TURN_MS_MAX: u64 = 45_000;
/// The same for a dictated message.
pub const DICTATION_MS_MAX: u64 = 90_000;
/// The store's time before the caller is told to wait: silence past 3 s sounds like a dead line.
pub const FILLER_MS: u64 = 1_500;
/// The store's whole time: past that it has failed, whatever it says later.
pub const STORE_MS_MAX: u64 = 8_000;
/// The handset rings that long, for a transfer as for an emergency (A5).
pub const HANDSET_MS: u64 = 20_000;
/// A forwarded call has got through or failed by then: dial tone, digits, and the longest that a network takes to a ring.
pub const FORWARD_MS: u64 = 45_000;
/// After the second emergency sentence the line is released: the caller needs it for the 15.
pub const RELEASE_MS: u64 = 6_000;
/// Times the sentence is said again to who goes on speaking, before the line is released all the same.
pub const ALARMS_AGAIN_MAX: u8 = 3;
/// After an interrupted goodbye, what the caller wanted to add.
pub const LAST_WORD_MS: u64 = 8_000;
/// After the caller hung up, for what the store still owes.
pub const CLOSING_MS: u64 = 10_000;
/// Between two keys of a number.
pub const KEY_MS: u64 = 6_000;
/// Digits kept of what is keyed: a foreign number has 15.
pub const KEYS_MAX: usize = 15;
/// Turns before the box hands over: a booking takes ten, a hard one twenty-five.
pub const TURNS_MAX: u32 = 40;
/// Length before the box hands over: past ten minutes it is not helping.
pub const CALL_MS_MAX: u64 = 600_000;
/// Length before it says goodbye whatever is going on.
pub const CALL_MS_HARD: u64 = 720_000;
/// Handset and line joined for that long: a release was lost.
pub const JOINED_MS_MAX: u64 = 7_200_000;
/// Things done in one call before "autre chose ?" is no longer asked.
pub const REQUESTS_MAX: u8 = 4;
/// Offers refused before a human or a note: three pairs of hours that do not suit mean that it is not about hours.
pub const OFFERS_REFUSED_MAX: u8 = 3;
/// Birth dates that match no card before the names are asked for, or a human.
pub const BIRTH_DATES_MAX: u8 = 2;
/// Appointments told at once: nobody keeps four in mind.
pub const APPOINTMENTS_TOLD_MAX: usize = 3;
/// Motifs told at once, in the simpler question.
pub const MOTIFS_TOLD_MAX: usize = 5;
/// Times the model may fail in a row before the way out.
pub const MODEL_FAILURES_MAX: u8 = 2;
/// Steps of one plan: each asks, works or removes something, and there are a dozen things.
pub const STEPS_MAX: usize = 24;
/// Below this confidence a name is spelled back and a yes that books is asked again.
pub const DOUBT: f32 = 0.45;
/// Below this one, nothing but an alarm is taken from a turn.
pub const NOISE: f32 = 0.15;
/// Sentences kept for a note: the opening one and the dictated ones.
pub const PASSAGES_MAX: usize = 8;
/// An exact hour before this one is said of the afternoon: no cabinet opens at two in the morning.
pub const EARLY_HOUR: i8 = 7;
/// An urgency is offered today or tomorrow (the agenda's own limit); later a human decides.
pub const URGENT_DAYS: i32 = huisclos_agenda::slots::URGENT_DAYS;
/// A dictation of so few words that is a yes or a no dictates nothing.
pub const SHORT_WORDS: usize = 3;
/// Words of the shortest opening that says by itself what is to be passed on.
pub const MESSAGE_WORDS_MIN: usize = 6;
/// Misses of the open question before a number said aloud counts as the menu's.
pub const MENU_MISSES: u8 = 3;
/// Asides of a whole call that are answered as such ("allô ?", "attendez", "vous êtes un robot ?"): past that they are turns
/// like others, and the way out of what is not understood is theirs too.
pub const ASIDES_MAX: u8 = 6;
/// Time per letter after which most of a sentence was heard: two thirds of the slowest voice's pace.
pub const MOSTLY_SAID_CHAR_MS: u64 = 40;
/// Days of a wish that are looked at for an opening, to tell a closed day from a full one.
pub const WISH_DAYS_MAX: usize = 14;
/// Letters of the shortest name that is taken from its spelling alone: two may be a hesitation.
pub const SPELLED_MIN: usize = 3;
